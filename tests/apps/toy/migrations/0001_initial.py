import agent360_models.fields
import agent360_models.operations
import django.contrib.postgres.fields
import django.db.models.deletion
import tests.apps.toy.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.RunSQL(
            sql='CREATE SCHEMA IF NOT EXISTS toy',
            reverse_sql='DROP SCHEMA toy',
        ),
        migrations.RunSQL(
            sql='CREATE SCHEMA IF NOT EXISTS toy_types',
            reverse_sql='DROP SCHEMA toy_types',
        ),
        agent360_models.operations.CreateEnum(
            type_name='stage',
            labels=['planned', 'made', 'missing', 'in box'],
            schema='toy_types',
        ),
        agent360_models.operations.CreateEnum(
            type_name='Colour',
            labels=['red', 'green', 'sky, blue', 'gold'],
        ),
        migrations.CreateModel(
            name='Maker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50)),
            ],
            options={
                'db_table': '"toy"."maker"',
            },
        ),
        migrations.CreateModel(
            name='Safe',
            fields=[
                ('number', models.IntegerField(primary_key=True, serialize=False)),
                ('label', models.CharField(blank=True, default='', max_length=20)),
                ('contents', agent360_models.fields.EncryptedJSONField(blank=True, null=True)),
                ('config', agent360_models.fields.PartlyEncryptedJSONField(blank=True, default=dict)),
            ],
            options={
                'db_table': '"toy"."safe"',
            },
        ),
        migrations.CreateModel(
            name='Piece',
            fields=[
                ('number', models.IntegerField(primary_key=True, serialize=False)),
                ('note', models.CharField(blank=True, default='', max_length=20)),
                ('stage', agent360_models.fields.PgEnumField(default='planned', enum=tests.apps.toy.models.Piece.Stage, schema='toy_types', type_name='stage')),
                ('goal', agent360_models.fields.PgEnumField(blank=True, enum=tests.apps.toy.models.Piece.Stage, null=True, schema='toy_types', type_name='stage')),
                ('start', agent360_models.fields.PgEnumField(db_default='planned', enum=tests.apps.toy.models.Piece.Stage, schema='toy_types', type_name='stage')),
                ('colours', django.contrib.postgres.fields.ArrayField(base_field=agent360_models.fields.PgEnumField(enum=tests.apps.toy.models.Piece.Colour, type_name='Colour'), blank=True, default=list)),
                ('mixes', django.contrib.postgres.fields.ArrayField(base_field=django.contrib.postgres.fields.ArrayField(base_field=agent360_models.fields.PgEnumField(enum=tests.apps.toy.models.Piece.Colour, type_name='Colour')), blank=True, null=True)),
            ],
            options={
                'db_table': '"toy"."piece"',
                'constraints': [models.CheckConstraint(condition=models.Q(('number__gte', 0), models.Q(('stage__in', ['made', 'in box']), ('start', 'made')), _connector='OR'), name='piece_stage')],
            },
        ),
        migrations.CreateModel(
            name='Toy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('maker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='toys', to='toy.maker')),
                ('name', models.CharField(max_length=50)),
                ('price', models.DecimalField(decimal_places=2, default=0, max_digits=8)),
            ],
            options={
                'db_table': '"toy"."toy"',
            },
        ),
    ]
