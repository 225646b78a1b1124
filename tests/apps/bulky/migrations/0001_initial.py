import agent360_models.fields
import agent360_models.operations
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import tests.apps.bulky.models
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.RunSQL(
            sql='CREATE SCHEMA IF NOT EXISTS bulky',
            reverse_sql='DROP SCHEMA bulky',
        ),
        agent360_models.operations.CreateEnum(
            type_name='mood',
            labels=['calm', 'so, wild'],
            schema='bulky',
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('key', models.IntegerField(primary_key=True, serialize=False)),
                ('text', models.CharField(max_length=5, null=True)),
                ('age', models.IntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Kind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10, unique=True)),
                ('token', models.UUIDField(default=uuid.uuid4)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                ('weight', models.FloatField(null=True)),
                ('small', models.SmallIntegerField(default=1)),
                ('big', models.BigIntegerField(null=True)),
                ('good', models.BooleanField(null=True)),
                ('raw', models.BinaryField(null=True)),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), default=list)),
                ('grid', django.contrib.postgres.fields.ArrayField(base_field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField()), null=True)),
                ('span', django.contrib.postgres.fields.ranges.DateTimeRangeField(null=True)),
                ('numbers', django.contrib.postgres.fields.ranges.IntegerRangeField(null=True)),
                ('address', models.GenericIPAddressField(null=True)),
                ('took', models.DurationField(null=True)),
                ('hour', models.TimeField(null=True)),
                ('day', models.DateField(null=True)),
                ('seen', models.DateTimeField(null=True)),
                ('data', models.JSONField(null=True)),
                ('mood', agent360_models.fields.PgEnumField(enum=tests.apps.bulky.models.Kind.Mood, null=True, schema='bulky', type_name='mood')),
                ('moods', django.contrib.postgres.fields.ArrayField(base_field=agent360_models.fields.PgEnumField(enum=tests.apps.bulky.models.Kind.Mood, schema='bulky', type_name='mood'), default=list)),
                ('counter', models.IntegerField(db_default=7)),
                ('made', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('double', models.GeneratedField(db_persist=True, expression=django.db.models.expressions.CombinedExpression(models.F('small'), '*', models.Value(2)), output_field=models.IntegerField())),
            ],
            options={
                'db_table': '"bulky"."kind"',
            },
        ),
        migrations.CreateModel(
            name='Tall',
            fields=[
                ('item_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='bulky.item')),
                ('height', models.IntegerField()),
            ],
            bases=('bulky.item',),
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('team', models.CharField(max_length=5)),
                ('number', models.IntegerField(db_column='No. X')),
                ('name', models.CharField(db_column='Name', max_length=10)),
                ('code', models.CharField(max_length=10, null=True, unique=True)),
                ('low', models.IntegerField(default=0)),
                ('high', models.IntegerField(default=10)),
                ('leader', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='followers', to='bulky.member')),
                ('kind', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='members', to='bulky.kind', to_field='code')),
                ('seat', django.contrib.postgres.fields.ranges.IntegerRangeField(null=True)),
                ('version', models.IntegerField(null=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('team', 'number'), name='member_key'), models.CheckConstraint(condition=models.Q(('low__lte', models.F('high'))), name='member_low_high'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('seat', '&&')], name='member_seat')],
            },
        ),
    ]
