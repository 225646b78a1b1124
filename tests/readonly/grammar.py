"""A written grammar of statements, so that the scanner can be compared with a server: ``Grammar(seed).script()``.

What it writes is mostly valid. It holds what a scanner may stumble over: comments and literals that look like the end
of something, names that are words of SQL, every form of a command, and commands in every place where one may stand.
"""

from random import Random

# Not to be written, and to be written; all have the columns a and b. The last of each can only be named in quotes.
GUARDED = ("guarded", "öl€$", 'Say "x" $$')
OPEN = ("mine", "guarded2", "guarded$", "GUARDED")

_NASTY = (
    "; DELETE FROM guarded; --",
    "/*",
    "*/",
    "--",
    "$$",
    "$a$",
    '"',
    "x) DELETE FROM guarded",
    "%",
    "%s",
    "",
    "a b",
)
_NAMES = (
    "values",
    "d",
    "update",
    "delete",
    "insert",
    "merge",
    "truncate",
    "copy",
    "recursive",
    "materialized",
    "search",
)
_ODD = (
    '"with"',
    '"select"',
    '"a "" b"',
    "€",
    "a\u00a0b",
    "\u0663$$",
    "x€$",
    "é$$a",
    "_1$",
    '"DELETE FROM guarded"',
    "U&\"d!0061t\" UESCAPE '!'",
)
_FREE = ("cycle", "set", "analyze_", "not_", "as_", "explain", "prepare", "begin", "breadth", "first", "by")


_BREAKS = ("\n", "  -- b\n", "\n--\n")  # behind which a literal goes on


class Grammar:
    def __init__(self, seed: int, *, has_params: bool = False, has_escapes: bool = False) -> None:
        self.random = Random(seed)  # noqa: S311  # which is meant to come again
        self.has_params, self.has_escapes = has_params, has_escapes
        self.params: list[object] = []
        self.prepared: list[str] = []
        self.depth = 0
        self.number = 0

    def one(self, *choices: str) -> str:
        return self.random.choice(choices)

    def maybe(self, text: str, share: float = 0.4) -> str:
        return text if self.random.random() < share else ""

    def new(self, prefix: str = "n") -> str:
        self.number += 1
        return f"{prefix}{self.number}"

    # Words

    def words(self, *parts: str) -> str:
        """Join keywords and what stands between them by whatever separates words."""
        shown = [
            part.swapcase()
            if part.replace(" ", "").isalpha() and part.isupper() and self.random.random() < 0.3
            else part
            for part in parts
            if part
        ]
        return "".join(part + self.space() for part in shown)

    def space(self) -> str:
        if self.random.random() < 0.75:
            return " "
        quoted = self.one("it's", "DELETE FROM guarded;", "$$", '"', "$a$ '", "E'\\'", "/")
        return self.one(
            "\n", "\t", "\r\n", " \f ", "/**/", f" /* {quoted} */", f"/*/* {quoted} */ ' */", f"-- {quoted}\n"
        )

    def ident(self) -> str:
        """Return a name of one's own: of a column, a query, an alias."""
        return self.one(*_NAMES, *_ODD, *_FREE)

    def table(self, *names: str) -> str:
        name = self.one(*(names or GUARDED + OPEN))
        quoted = name.replace('"', '""')
        spelled = [f'"{quoted}"', f'"{quoted}"', self.escaped(name)]
        if name.isidentifier() or name in ("öl€$", "guarded$"):
            spelled += [name, name, name, "".join(c.upper() if c.isascii() else c for c in name)]
        schema = self.one("public", "PUBLIC", '"public"', self.escaped("public"))
        gap = self.maybe(self.space(), 0.2)
        return (
            self.one(*spelled[:2], *spelled)
            if self.random.random() < 0.7
            else f"{schema}{gap}.{gap}{self.one(*spelled)}"
        )

    def escaped(self, name: str) -> str:
        escape = self.one("\\", "\\", "!", "^")
        coded = self.random.randrange(len(name))
        letters = [
            f"{escape}{ord(c):04x}" if place == coded else f"{escape}+{ord(c):06X}" if self.random.random() < 0.1 else c
            for place, c in enumerate(name)
        ]
        if '"' in name:
            letters = [f"{escape}{ord(c):04x}" for c in name]
        text = f'{self.one("U", "u")}&"{"".join(letters)}"'
        if escape == "\\":
            return text
        spelled = [f"'{escape}'", f"E'{escape}'", f"$${escape}$$", f"$x${escape}$x$", f"'{escape}'\n''"]
        return f"{text}{self.space()}UESCAPE{self.space()}{self.one(*spelled)}"

    # Values

    def literal(self) -> str:
        text = self.one(*_NASTY, "it's", "\\", "it\\'s; DELETE FROM guarded; --", ")s'")
        doubled = text.replace("'", "''")
        backslashes = text.replace("\\", "\\\\")
        plain = "'" + (backslashes if self.has_escapes else text).replace("'", "''") + "'"
        escaped = backslashes.replace("'", self.one("''", "\\'"))
        tag = self.one("", "a", "é", "€", "_1", "tag")
        found = [
            plain,
            plain,
            f"N{plain}",
            f"E'{escaped}'",
            f"e'a'{self.one(*_BREAKS)}'{escaped}'",
            f"'a'\n{plain}",
            f"E'\\'{self.one('; DELETE FROM guarded; --', '')}'",
            "E'\\\\'",
        ]
        if f"${tag}$" not in text + "$":
            found.append(f"${tag}${text}${tag}$")
        if not self.has_escapes:
            found += ["'\\'", f"U&'{doubled}'" if "\\" not in text else "U&'\\0041'"]
        else:
            found += ["'\\'; DELETE FROM guarded; --'"]
        return self.one(*found)

    def value(self) -> str:
        if self.has_params and self.random.random() < 0.4:
            return "\0"  # a placeholder
        chosen = self.random.random()
        if chosen < 0.4:
            return self.literal()
        if chosen < 0.5:
            return f"({10 + self.random.randrange(9)} %(length({self.one(self.plain(')s'), self.plain(')b'))})))::text"
        if chosen < 0.6:
            return f"CASE WHEN {self.literal()} = {self.literal()} THEN {self.literal()} ELSE b END"
        if chosen < 0.7 and self.depth < 2:
            return f"(SELECT {self.literal()} FROM ({self.query()}) AS q (a, b) LIMIT 1)"
        return self.one("b", "'1'", "upper(b)", "a::text", "b || b", "(5 -3)::text", "(2*-1)::text", "CAST(a AS text)")

    def plain(self, text: str) -> str:
        return f"'{text}'"

    # Queries

    def source(self) -> str:
        """Return an item of FROM with the columns a and b."""
        if self.depth < 2 and self.random.random() < 0.2:
            return f"({self.query()}) AS {self.ident()} (a, b)"
        return self.words(self.maybe("ONLY", 0.1), self.table())

    def query(self) -> str:
        """Return a query of two columns that writes nothing."""
        self.depth += 1
        try:
            return self._query() if self.random.random() < 0.65 else self.simple_query()
        finally:
            self.depth -= 1

    def _query(self) -> str:
        chosen = self.random.random()
        if chosen < 0.15:
            return self.words(f"({self.query()})", "UNION ALL", f"({self.query()})")
        if chosen < 0.25:
            return self.words(
                "SELECT",
                "a,",
                "(count(*) OVER w)::text AS b",
                "FROM",
                self.source(),
                "WINDOW w AS",
                "(ORDER BY a)",
            )
        if chosen < 0.45 and self.depth < 3:
            return self.with_list(f"({self.query()})", may_write=False)
        where = self.maybe(self.words("WHERE", f"{self.value()} <> 'x'"))
        return self.words(
            "SELECT",
            "a",
            self.maybe("AS" + self.space() + self.ident()),
            ",",
            self.value(),
            self.maybe(self.words("AS", self.ident())),
            "FROM",
            self.source(),
            where,
        )

    def simple_query(self) -> str:
        record = self.one("update", "delete", "insert", "copy", "truncate", "merge")
        return self.one(
            self.words("TABLE", self.table()),
            self.words("VALUES", f"(1, {self.literal()}),", "(2, 'x')"),
            f"SELECT 1 AS a, r.{record}::text AS b FROM json_to_record('{{}}') AS r ({record} int, x guarded)",
        )

    def locking(self) -> str:
        how = self.one("UPDATE", "NO KEY UPDATE", "SHARE", "KEY SHARE")
        return self.words(
            "SELECT", "a, b", "FROM", self.table(), f"FOR {how}", self.maybe(self.one("SKIP LOCKED", "NOWAIT"))
        )

    def with_list(self, main: str, *, may_write: bool) -> str:
        names = self.random.sample([*_NAMES, *_ODD[:10], *_FREE], self.random.randint(1, 3))
        entries = []
        is_recursive = self.random.random() < 0.4
        for name in names:
            if is_recursive and self.random.random() < 0.6:
                entries.append(self.recursive(name))
                continue
            body = self.write(returning=True) if may_write and self.random.random() < 0.4 else self.query()
            columns = self.maybe(f"({self.one('a, b', 'update, delete', 'values, x')})")
            entries.append(
                self.words(
                    name, columns, "AS", self.maybe(self.one("MATERIALIZED", "NOT MATERIALIZED"), 0.2), f"({body})"
                )
            )
        return self.words("WITH", "RECURSIVE" if is_recursive else "", ", ".join(entries), main)

    def recursive(self, name: str) -> str:
        columns = self.one("x", "update", "values", "set", '"set"')
        body = f"SELECT 1 UNION ALL SELECT {columns} + 1 FROM {name} WHERE {columns} < 3"
        marks = self.random.sample(["values", "delete", "insert", "c", "merge", '"to"', "€", "cycle", "search"], 3)
        marks = [mark for mark in marks if mark != columns]
        search = self.words("SEARCH", self.one("DEPTH", "BREADTH"), "FIRST BY", columns, "SET", marks[0])
        values = self.one("true false", "'y' 'n'", "1 0").split()
        to = self.maybe(self.words("TO", values[0], "DEFAULT", values[1]))
        cycle = self.words("CYCLE", columns, "SET", marks[-1], to, "USING", self.new("p"))
        return self.words(name, f"({columns})", "AS", f"({body})", self.maybe(search), self.maybe(cycle))

    # Commands

    def write(self, *names: str, returning: bool = False) -> str:
        target = self.table(*names)
        back = self.words("RETURNING", "a, b") if returning else self.maybe(self.words("RETURNING", "*"), 0.2)
        only = self.one(target, target, f"ONLY {target}", f"ONLY ({target})", f"{target} *")
        chosen = self.one("INSERT", "UPDATE", "DELETE", "MERGE" if not returning else "DELETE")
        if chosen == "INSERT":
            rows = self.one("DEFAULT VALUES", f"SELECT 0, b FROM ({self.query()}) AS q (a, b) LIMIT 1", self.rows())
            conflict = self.one("", "", "ON CONFLICT DO NOTHING", "ON CONFLICT (a) DO UPDATE SET b = 'x'")
            return self.words(
                "INSERT", "INTO", target, self.maybe(f"AS {self.one('t', 'd', 'guarded')}", 0.2), rows, conflict, back
            )
        if chosen == "UPDATE":
            return self.words(
                "UPDATE", only, self.maybe("AS t", 0.2), "SET", "b", "=", self.one("'x'", self.literal()), back
            )
        if chosen == "DELETE":
            return self.words(
                "DELETE", "FROM", only, self.maybe("AS t", 0.2), self.maybe(self.words("WHERE", "true")), back
            )
        then = self.one("DELETE", "UPDATE SET b = 'x'", "DO NOTHING")
        otherwise = self.maybe("WHEN NOT MATCHED THEN INSERT VALUES (7, 'x')")
        return self.words(
            "MERGE",
            "INTO",
            target,
            "AS t",
            "USING",
            self.table(),
            "AS s",
            "ON",
            "t.a = s.a",
            f"WHEN MATCHED THEN {then}",
            otherwise,
        )

    def rows(self) -> str:
        return self.words("VALUES", f"({100 + self.random.randrange(10**6)}, {self.literal()})")

    def bulk(self) -> str:
        """Return a command that is no part of another one."""
        if self.maybe("x", 0.5):
            ends = self.one("", "CASCADE", "RESTART IDENTITY", "RESTRICT")
            tables = ", ".join(
                self.one("{}", "ONLY {}", "{} *", "ONLY ({})").format(self.table())
                for _ in "xy"[: self.random.randint(1, 2)]
            )
            return self.words("TRUNCATE", self.maybe("TABLE"), tables, ends)
        return self.words(
            "COPY",
            self.table(),
            self.maybe("(a, b)"),
            self.one("FROM", "FROM", "TO"),
            "'/dev/null'",
            self.maybe("WITH (FORMAT csv)"),
        )

    def command(self) -> str:
        """Return what may be prepared and explained."""
        chosen = self.random.random()
        if chosen < 0.3:
            return self.query()
        if chosen < 0.6:
            return self.write()
        main = self.write() if self.maybe("x", 0.5) else f"({self.query()})"
        if chosen < 0.9:
            return self.with_list(main, may_write=True)
        return f"({self.with_list('TABLE mine', may_write=True)})"

    def explain(self) -> str:
        truth = self.one("true", "on", "1", "'on'", "TRUE", '"true"', "")
        lie = self.one("false", "off", "0", "'off'", "OFF", '"false"', "'OFF'", "E'off'")
        analyze = self.one("ANALYZE", "ANALYSE", '"analyze"', 'U&"\\0061nalyze"', "analyze")
        options = [f"{analyze} {self.one(truth, lie)}", self.one("COSTS off", "VERBOSE", "SUMMARY off", "FORMAT json")]
        if self.maybe("x", 0.2):
            options.append(f"ANALYZE {self.one(truth, lie)}")
        self.random.shuffle(options)
        how = self.one(
            "", "VERBOSE", "ANALYZE", "ANALYSE VERBOSE", f"({', '.join(options)})", f"({', '.join(options)})"
        )
        return self.words("EXPLAIN", how, self.command())

    def prepare(self) -> str:
        name = self.new("ready")
        self.prepared.append(name)
        return self.words("PREPARE", name, "AS", self.command())

    def definition(self) -> str:
        new, table = self.new(), self.table()
        return self.one(
            self.words(
                "CREATE TEMP TABLE",
                new,
                "AS",
                self.one(self.query(), self.with_list("SELECT 1 AS one", may_write=True)),
            ),
            self.words("SELECT", "a", "INTO TEMP", new, "FROM", table),
            self.words("CREATE VIEW", new, "(x, y)", "AS", f"({self.query()})"),
            self.words("DECLARE", new, "CURSOR FOR", self.query()),
            self.words("CREATE TABLE", new, "(a int, update int, b int GENERATED ALWAYS AS (update + 1) STORED)"),
            self.words("COMMENT ON TABLE", table, "IS", "'DELETE FROM guarded'"),
            self.words("LOCK TABLE", table, "IN ROW EXCLUSIVE MODE"),
            self.words("GRANT", "SELECT, INSERT, UPDATE (a), DELETE, TRUNCATE", "ON", table, "TO", "PUBLIC"),
            self.words("ANALYZE", table),
            self.words("CREATE POLICY", new, "ON", table, "FOR UPDATE", "USING (true)"),
        )

    def statement(self) -> str:
        chosen = self.random.random()
        if chosen < 0.35:
            return self.command()
        if chosen < 0.5:
            return self.explain()
        if chosen < 0.6:
            return self.prepare()
        if chosen < 0.7:
            return self.bulk()
        if chosen < 0.8:
            return self.words(
                "COPY",
                f"({self.one(self.write(returning=True), self.query(), self.with_list('TABLE mine', may_write=True))})",
                "TO",
                "'/dev/null'",
            )
        return self.locking() if chosen < 0.85 else self.definition()

    def script(self) -> str:
        """Return one statement or several; their parameters are in ``params`` afterwards."""
        parts = [self.statement() for _ in range(self.random.choice([1, 1, 2, 3]))]
        text = self.maybe(self.space()) + f";{self.space()}".join(parts) + self.maybe(";")
        if not self.has_params:
            return text
        pieces = text.replace("%", "%%").split("\0")
        self.params = [self.one("x", "it's; DELETE FROM guarded; --", "\\") for _ in pieces[1:]]
        return "%s".join(pieces)
