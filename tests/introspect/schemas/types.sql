CREATE EXTENSION citext; CREATE EXTENSION hstore; CREATE EXTENSION ltree; CREATE EXTENSION btree_gist; CREATE EXTENSION cube;
CREATE SCHEMA "Far Away";
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy!', 'it''s', '', '2nd', 'a b', 'A B', 'ça', '日本');
CREATE TYPE "Far Away"."Mood" AS ENUM ('x', 'y');
CREATE DOMAIN positive AS integer NOT NULL DEFAULT 1 CHECK (VALUE > 0);
CREATE DOMAIN smaller AS positive CHECK (VALUE < 100);
CREATE DOMAIN email AS citext CHECK (VALUE ~ '@');
CREATE DOMAIN label AS varchar(20) COLLATE "C";
CREATE DOMAIN dmood AS mood;
CREATE DOMAIN many AS integer[] CHECK (cardinality(VALUE) < 9);
CREATE TYPE address AS (street text, "Zip Code" varchar(10), at point);
CREATE DOMAIN home AS address;
CREATE DOMAIN tree AS ltree;
CREATE TYPE floatrange AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TABLE everything (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  a_small smallint NOT NULL DEFAULT 3, a_int int, a_big bigint DEFAULT 12345678901, a_real real, a_double double precision, a_num numeric, a_num2 numeric(10,2) DEFAULT 1.50,
  a_num3 numeric(3,-2), a_num4 numeric(3,5), a_num5 numeric(5),
  a_money money, a_bool boolean DEFAULT false, a_text text DEFAULT 'it''s', a_varchar varchar, a_varchar9 varchar(9) DEFAULT 'x', a_char char(4), a_char1 char, "a_qchar" "char", a_name name, a_bpchar bpchar,
  a_citext citext, a_hstore hstore, a_ltree ltree, a_cube cube,
  a_date date DEFAULT CURRENT_DATE, a_time time, a_time0 time(0), a_timetz timetz, a_ts timestamp DEFAULT now(), a_ts0 timestamp(0), a_tstz timestamptz DEFAULT now(), a_tstz3 timestamptz(3), a_interval interval, a_interval2 interval year to month, a_interval3 interval(3), a_interval4 interval day to second(2),
  a_uuid uuid DEFAULT gen_random_uuid(), a_bytea bytea, a_json json DEFAULT '{}', a_jsonb jsonb DEFAULT '{"a": [1]}', a_jsonb2 jsonb NOT NULL DEFAULT '{}', a_xml xml, a_bit bit, a_bit5 bit(5), a_varbit varbit, a_varbit5 varbit(5),
  a_tsvector tsvector, a_tsquery tsquery, a_inet inet, a_cidr cidr, a_macaddr macaddr, a_macaddr8 macaddr8,
  a_point point, a_line line, a_lseg lseg, a_box box, a_path path, a_polygon polygon, a_circle circle,
  a_int4range int4range, a_int8range int8range, a_numrange numrange, a_daterange daterange, a_tsrange tsrange, a_tstzrange tstzrange, a_multi int4multirange, a_floatrange floatrange, a_floatmulti floatmultirange,
  a_oid oid, a_regclass regclass, a_pglsn pg_lsn, a_jsonpath jsonpath, a_xid8 xid8, a_snapshot pg_snapshot, a_txid txid_snapshot, a_tid tid,
  a_mood mood DEFAULT 'ok', a_far "Far Away"."Mood", a_dmood dmood, a_positive positive, a_smaller smaller, a_email email, a_label label, a_many many, a_address address, a_home home, a_tree tree,
  l_int int[] DEFAULT '{}', l_int2 int[][], l_text text[] DEFAULT ARRAY['a','b'], l_varchar varchar(5)[], l_num numeric(6,2)[], l_bool bool[], l_date date[], l_ts timestamp[], l_tstz timestamptz[], l_uuid uuid[], l_real real[], l_double float8[], l_time time[],
  l_mood mood[] DEFAULT '{ok}', l_far "Far Away"."Mood"[], l_dmood dmood[], l_json json[], l_jsonb jsonb[], l_bytea bytea[], l_point point[], l_box box[], l_inet inet[], l_interval interval[], l_money money[], l_citext citext[], l_hstore hstore[], l_xml xml[], l_bit bit(3)[], l_address address[], l_range int4range[], l_tsv tsvector[], l_domain positive[], l_multi int4multirange[], l_char char(3)[], l_email email[]
);
INSERT INTO everything (a_int) VALUES (NULL);
INSERT INTO everything SELECT FROM (SELECT 1) x;
INSERT INTO everything (a_small,a_int,a_big,a_real,a_double,a_num,a_num2,a_num3,a_num4,a_num5,a_money,a_bool,a_text,a_varchar,a_varchar9,a_char,a_char1,a_qchar,a_name,a_bpchar,a_citext,a_hstore,a_ltree,a_cube,
 a_date,a_time,a_time0,a_timetz,a_ts,a_ts0,a_tstz,a_tstz3,a_interval,a_interval2,a_interval3,a_interval4,a_uuid,a_bytea,a_json,a_jsonb,a_xml,a_bit,a_bit5,a_varbit,a_varbit5,a_tsvector,a_tsquery,a_inet,a_cidr,a_macaddr,a_macaddr8,a_point,a_line,a_lseg,a_box,a_path,a_polygon,a_circle,
 a_int4range,a_int8range,a_numrange,a_daterange,a_tsrange,a_tstzrange,a_multi,a_floatrange,a_floatmulti,a_oid,a_regclass,a_pglsn,a_jsonpath,a_xid8,a_snapshot,a_txid,a_tid,a_mood,a_far,a_dmood,a_positive,a_smaller,a_email,a_label,a_many,a_address,a_home,a_tree,
 l_int,l_int2,l_text,l_varchar,l_num,l_bool,l_date,l_ts,l_tstz,l_uuid,l_real,l_double,l_time,l_mood,l_far,l_dmood,l_json,l_jsonb,l_bytea,l_point,l_box,l_inet,l_interval,l_money,l_citext,l_hstore,l_xml,l_bit,l_address,l_range,l_tsv,l_domain,l_multi,l_char,l_email)
VALUES (-32768,2147483647,-9223372036854775808,0.1,0.1::float8/3,12345678901234567890.123456789,99999999.99,12300,0.00123,99999,'$1,234.56',true,E'tab\tnew\nline \\ '' " %','%s {x}','  pad  ','ab','x','q','n','trail  ','MiXed','"a b"=>"1, 2", c=>NULL','Top.Science','(1,2),(3,4)',
 '2024-02-29','23:59:59.999999','12:00','12:00:00.5+05:30','2024-10-27 02:30','2024-01-01 12:00:00','2024-07-01 00:30+02','2024-01-01 00:00:00.123Z','1 mon 2 days 03:04:05.678','14 months','1.2345 s','1 day 2.345 s','a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11','\x00ff5c0a','{"b":1,  "a" : [1.0, null], "b": 2}','{"n": 1.10, "u": "\u00e9"}','<a>1</a>','1','10101','1','101','''fat'':1 ''cat'':2A','fat & cat','192.168.1.5/24','10.0.0.0/8','08:00:2b:01:02:03','08:00:2b:01:02:03:04:05','(1.5,-2)','{1,2,3}','[(0,0),(1,1)]','(1,1),(0,0)','((0,0),(1,1),(2,0))','((0,0),(1,1),(2,0))','<(1,2),3>',
 '[1,5)','(,9223372036854775807)','[1.5,2.5]','[2024-01-01,)','[2024-01-01 00:00,2024-01-02 00:00)','[2024-01-01 00:00+00,)','{[1,3),[5,7)}','[1.5,2)','{[1,2),[3,4)}',42,'everything','16/B374D848','$.a[*] ? (@ > 1)','123','10:20:10,14,15','10:20:10,14,15','(0,1)','happy!','y','it''s',5,50,'Me@X.org','lab','{1,2}','("a ""b"", c",12345,"(1,2)")','(x,,)','a.b',
 '{1,NULL,3}','{{1,2},{3,4}}','{"a,b","NULL",NULL,"q\"t"}','{abc}','{1.50}','{t,f}','{2024-01-01}','{2024-10-27 02:30}','{2024-01-01 00:00+00}','{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}','{0.1}','{0.1}','{12:00}','{sad,"happy!"}','{x}','{ok}','{"{\"a\": 1}"}','{"{\"a\": 1}"}','{"\\x00ff"}','{"(1,2)"}','{(1,1),(0,0);(2,2),(1,1)}','{10.0.0.1/8}','{"1 mon"}','{$5.00}','{Ab}','{"\"a\"=>\"1\""}','{<a/>}','{101}','{"(a,b,\"(1,2)\")"}','{"[1,3)"}','{"''a'':1"}','{7}','{"{[1,3)}"}','{ab}','{A@b}');
