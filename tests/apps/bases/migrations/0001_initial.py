import agent360_models.base.uuids
import django.db.models.constraints
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(blank=True, help_text='Readable part of a URL. Left empty, it is made of another field, by default the name.', max_length=255, unique=True, verbose_name='Slug')),
                ('name', models.CharField(max_length=300)),
                ('code', models.CharField(max_length=20, null=True, unique=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant_id', models.CharField(blank=True, db_index=True, default='', editable=False, help_text='Whose row it is; given by use_tenant(). Empty: no tenant was current.', max_length=255, verbose_name='Tenant')),
                ('name', models.CharField(max_length=50)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant_id', 'name'), name='bases_project_name')],
            },
        ),
        migrations.CreateModel(
            name='Board',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50)),
            ],
        ),
        migrations.CreateModel(
            name='Company',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50)),
            ],
        ),
        migrations.CreateModel(
            name='Everything',
            fields=[
                ('created_by', models.CharField(blank=True, default='', editable=False, help_text='User name of who saved it first. Empty: nobody was the current user.', max_length=255, verbose_name='Created by')),
                ('modified_by', models.CharField(blank=True, default='', editable=False, help_text='User name of who saved it last; without a current user the one before stays.', max_length=255, verbose_name='Modified by')),
                ('metadata', models.JSONField(blank=True, default=dict, help_text='A JSON object for what has no column, reached by dotted paths such as billing.plan.', verbose_name='Metadata')),
                ('position', models.PositiveIntegerField(editable=False, help_text='Place in the list, from 0 on and without holes.', verbose_name='Position')),
                ('slug', models.SlugField(blank=True, help_text='Readable part of a URL. Left empty, it is made of another field, by default the name.', max_length=255, unique=True, verbose_name='Slug')),
                ('is_deleted', models.BooleanField(default=False, editable=False, help_text='Queries leave such a row out until restore() brings it back.', verbose_name='Deleted')),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, help_text='Empty: the row is there, or was brought back.', null=True, verbose_name='Deleted at')),
                ('deleted_by', models.CharField(blank=True, default='', editable=False, help_text='User name. Empty: the row is there, or nobody was the current user.', max_length=255, verbose_name='Deleted by')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('live', 'Live'), ('gone', 'Gone')], db_index=True, default='draft', help_text="A step that the model's transitions do not allow is refused.", max_length=50, verbose_name='Status')),
                ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Set with every transition; of a new row, when it was made.', verbose_name='Status changed at')),
                ('tenant_id', models.CharField(blank=True, db_index=True, default='', editable=False, help_text='Whose row it is; given by use_tenant(). Empty: no tenant was current.', max_length=255, verbose_name='Tenant')),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When it was first saved, by the clock of the application.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When it was last saved, by the clock of the application.', verbose_name='Updated at')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID that Python makes before the row is saved.', primary_key=True, serialize=False, verbose_name='Id')),
                ('name', models.CharField(max_length=50)),
            ],
            options={
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], fields=('tenant_id', 'is_deleted', 'position'), name='bases_everything_position')],
            },
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('metadata', models.JSONField(blank=True, default=dict, help_text='A JSON object for what has no column, reached by dotted paths such as billing.plan.', verbose_name='Metadata')),
                ('name', models.CharField(default='', max_length=50)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Folder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_deleted', models.BooleanField(default=False, editable=False, help_text='Queries leave such a row out until restore() brings it back.', verbose_name='Deleted')),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, help_text='Empty: the row is there, or was brought back.', null=True, verbose_name='Deleted at')),
                ('deleted_by', models.CharField(blank=True, default='', editable=False, help_text='User name. Empty: the row is there, or nobody was the current user.', max_length=255, verbose_name='Deleted by')),
                ('name', models.CharField(max_length=50)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_deleted', False)), fields=('name',), name='bases_folder_name')],
            },
        ),
        migrations.CreateModel(
            name='Friendship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_deleted', models.BooleanField(default=False, editable=False, help_text='Queries leave such a row out until restore() brings it back.', verbose_name='Deleted')),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, help_text='Empty: the row is there, or was brought back.', null=True, verbose_name='Deleted at')),
                ('deleted_by', models.CharField(blank=True, default='', editable=False, help_text='User name. Empty: the row is there, or nobody was the current user.', max_length=255, verbose_name='Deleted by')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('pending', 'Pending'), ('running', 'Running'), ('completed', 'Completed')], db_index=True, default='pending', help_text="A step that the model's transitions do not allow is refused.", max_length=50, verbose_name='Status')),
                ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Set with every transition; of a new row, when it was made.', verbose_name='Status changed at')),
                ('name', models.CharField(default='', max_length=50)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Licence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant_id', models.CharField(blank=True, db_index=True, default='', editable=False, help_text='Whose row it is; given by use_tenant(). Empty: no tenant was current.', max_length=255, verbose_name='Tenant')),
                ('name', models.CharField(max_length=50)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant_id',), name='bases_licence_tenant')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When it was first saved, by the clock of the application.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When it was last saved, by the clock of the application.', verbose_name='Updated at')),
                ('name', models.CharField(max_length=50)),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('open', 'Open'), ('paid', 'Paid'), ('sent', 'Sent'), ('lost', 'Lost')], db_index=True, default='open', help_text="A step that the model's transitions do not allow is refused.", max_length=50, verbose_name='Status')),
                ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Set with every transition; of a new row, when it was made.', verbose_name='Status changed at')),
                ('name', models.CharField(default='', max_length=50)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_by', models.CharField(blank=True, default='', editable=False, help_text='User name of who saved it first. Empty: nobody was the current user.', max_length=255, verbose_name='Created by')),
                ('modified_by', models.CharField(blank=True, default='', editable=False, help_text='User name of who saved it last; without a current user the one before stays.', max_length=255, verbose_name='Modified by')),
                ('name', models.CharField(max_length=50)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50)),
            ],
        ),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant_id', models.CharField(blank=True, db_index=True, default='', editable=False, help_text='Whose row it is; given by use_tenant(). Empty: no tenant was current.', max_length=255, verbose_name='Tenant')),
                ('slug', models.SlugField(allow_unicode=True, blank=True, max_length=30)),
                ('title', models.CharField(max_length=50)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant_id', 'slug'), name='bases_product_slug')],
            },
        ),
        migrations.CreateModel(
            name='Reversed',
            fields=[
                ('created_by', models.CharField(blank=True, default='', editable=False, help_text='User name of who saved it first. Empty: nobody was the current user.', max_length=255, verbose_name='Created by')),
                ('modified_by', models.CharField(blank=True, default='', editable=False, help_text='User name of who saved it last; without a current user the one before stays.', max_length=255, verbose_name='Modified by')),
                ('metadata', models.JSONField(blank=True, default=dict, help_text='A JSON object for what has no column, reached by dotted paths such as billing.plan.', verbose_name='Metadata')),
                ('position', models.PositiveIntegerField(editable=False, help_text='Place in the list, from 0 on and without holes.', verbose_name='Position')),
                ('slug', models.SlugField(blank=True, help_text='Readable part of a URL. Left empty, it is made of another field, by default the name.', max_length=255, unique=True, verbose_name='Slug')),
                ('is_deleted', models.BooleanField(default=False, editable=False, help_text='Queries leave such a row out until restore() brings it back.', verbose_name='Deleted')),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, help_text='Empty: the row is there, or was brought back.', null=True, verbose_name='Deleted at')),
                ('deleted_by', models.CharField(blank=True, default='', editable=False, help_text='User name. Empty: the row is there, or nobody was the current user.', max_length=255, verbose_name='Deleted by')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('live', 'Live'), ('gone', 'Gone')], db_index=True, default='draft', help_text="A step that the model's transitions do not allow is refused.", max_length=50, verbose_name='Status')),
                ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Set with every transition; of a new row, when it was made.', verbose_name='Status changed at')),
                ('tenant_id', models.CharField(blank=True, db_index=True, default='', editable=False, help_text='Whose row it is; given by use_tenant(). Empty: no tenant was current.', max_length=255, verbose_name='Tenant')),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When it was first saved, by the clock of the application.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When it was last saved, by the clock of the application.', verbose_name='Updated at')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID that Python makes before the row is saved.', primary_key=True, serialize=False, verbose_name='Id')),
                ('name', models.CharField(max_length=50)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(editable=False, help_text='Place in the list, from 0 on and without holes.', verbose_name='Position')),
                ('name', models.CharField(max_length=50)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50)),
            ],
        ),
        migrations.CreateModel(
            name='Ticket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant_id', models.CharField(blank=True, db_index=True, default='', editable=False, help_text='Whose row it is; given by use_tenant(). Empty: no tenant was current.', max_length=255, verbose_name='Tenant')),
                ('name', models.CharField(max_length=50)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Token',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID that Python makes before the row is saved.', primary_key=True, serialize=False, verbose_name='Id')),
                ('name', models.CharField(max_length=50)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant_id', models.CharField(blank=True, db_index=True, default='', editable=False, help_text='Whose row it is; given by use_tenant(). Empty: no tenant was current.', max_length=255, verbose_name='Tenant')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BigProject',
            fields=[
                ('project_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='bases.project')),
                ('budget', models.IntegerField(default=0)),
            ],
            options={
                'abstract': False,
            },
            bases=('bases.project',),
        ),
        migrations.CreateModel(
            name='Card',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(editable=False, help_text='Place in the list, from 0 on and without holes.', verbose_name='Position')),
                ('board', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='cards', to='bases.board')),
                ('name', models.CharField(max_length=50)),
            ],
            options={
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], fields=('board', 'position'), name='bases_card_position')],
            },
        ),
        migrations.CreateModel(
            name='Bill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bills', to='bases.company')),
                ('number', models.CharField(max_length=20)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Contract',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contracts', to='bases.company')),
                ('number', models.CharField(max_length=20)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DetailedEverything',
            fields=[
                ('everything_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='bases.everything')),
                ('department', models.CharField(max_length=100)),
                ('cost_center', models.CharField(max_length=50)),
            ],
            options={
                'abstract': False,
            },
            bases=('bases.everything',),
        ),
        migrations.CreateModel(
            name='LiveEverything',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('bases.everything',),
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_deleted', models.BooleanField(default=False, editable=False, help_text='Queries leave such a row out until restore() brings it back.', verbose_name='Deleted')),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, help_text='Empty: the row is there, or was brought back.', null=True, verbose_name='Deleted at')),
                ('deleted_by', models.CharField(blank=True, default='', editable=False, help_text='User name. Empty: the row is there, or nobody was the current user.', max_length=255, verbose_name='Deleted by')),
                ('folder', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='bases.folder')),
                ('name', models.CharField(max_length=50)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Hint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(editable=False, help_text='Place in the list, from 0 on and without holes.', verbose_name='Position')),
                ('is_deleted', models.BooleanField(default=False, editable=False, help_text='Queries leave such a row out until restore() brings it back.', verbose_name='Deleted')),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, help_text='Empty: the row is there, or was brought back.', null=True, verbose_name='Deleted at')),
                ('deleted_by', models.CharField(blank=True, default='', editable=False, help_text='User name. Empty: the row is there, or nobody was the current user.', max_length=255, verbose_name='Deleted by')),
                ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='contenttypes.contenttype')),
                ('object_id', models.PositiveBigIntegerField()),
                ('name', models.CharField(max_length=50)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Node',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_deleted', models.BooleanField(default=False, editable=False, help_text='Queries leave such a row out until restore() brings it back.', verbose_name='Deleted')),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, help_text='Empty: the row is there, or was brought back.', null=True, verbose_name='Deleted at')),
                ('deleted_by', models.CharField(blank=True, default='', editable=False, help_text='User name. Empty: the row is there, or nobody was the current user.', max_length=255, verbose_name='Deleted by')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='bases.node')),
                ('name', models.CharField(max_length=50)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Pinned',
            fields=[
                ('note_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='bases.note')),
                ('wall', models.CharField(max_length=50)),
            ],
            options={
                'abstract': False,
            },
            bases=('bases.note',),
        ),
        migrations.CreateModel(
            name='Player',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50)),
                ('friends', models.ManyToManyField(through='bases.Friendship', to='bases.player')),
            ],
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_deleted', models.BooleanField(default=False, editable=False, help_text='Queries leave such a row out until restore() brings it back.', verbose_name='Deleted')),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, help_text='Empty: the row is there, or was brought back.', null=True, verbose_name='Deleted at')),
                ('deleted_by', models.CharField(blank=True, default='', editable=False, help_text='User name. Empty: the row is there, or nobody was the current user.', max_length=255, verbose_name='Deleted by')),
                ('player', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='bases.player')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='bases.team')),
                ('role', models.CharField(default='', max_length=50)),
            ],
        ),
        migrations.AddField(
            model_name='friendship',
            name='one',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='bases.player'),
        ),
        migrations.AddField(
            model_name='friendship',
            name='other',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='bases.player'),
        ),
        migrations.CreateModel(
            name='Scan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scans', to='bases.document')),
            ],
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(editable=False, help_text='Place in the list, from 0 on and without holes.', verbose_name='Position')),
                ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='contenttypes.contenttype')),
                ('object_id', models.PositiveBigIntegerField()),
                ('name', models.CharField(max_length=50)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(editable=False, help_text='Place in the list, from 0 on and without holes.', verbose_name='Position')),
                ('player', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='tasks', to='bases.player')),
                ('code', models.CharField(max_length=50, unique=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(editable=False, help_text='Place in the list, from 0 on and without holes.', verbose_name='Position')),
                ('is_deleted', models.BooleanField(default=False, editable=False, help_text='Queries leave such a row out until restore() brings it back.', verbose_name='Deleted')),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, help_text='Empty: the row is there, or was brought back.', null=True, verbose_name='Deleted at')),
                ('deleted_by', models.CharField(blank=True, default='', editable=False, help_text='User name. Empty: the row is there, or nobody was the current user.', max_length=255, verbose_name='Deleted by')),
                ('tenant_id', models.CharField(blank=True, db_index=True, default='', editable=False, help_text='Whose row it is; given by use_tenant(). Empty: no tenant was current.', max_length=255, verbose_name='Tenant')),
                ('player', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='bases.player')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='bases.team')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Rank',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(editable=False, help_text='Place in the list, from 0 on and without holes.', verbose_name='Position')),
                ('player', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='bases.player')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='bases.team')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='player',
            name='members_of',
            field=models.ManyToManyField(related_name='members', through='bases.Membership', to='bases.team'),
        ),
        migrations.AddField(
            model_name='player',
            name='on_duty_in',
            field=models.ManyToManyField(related_name='on_duty', through='bases.Shift', to='bases.team'),
        ),
        migrations.AddField(
            model_name='player',
            name='ranked_in',
            field=models.ManyToManyField(related_name='ranked', through='bases.Rank', to='bases.team'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('is_deleted', False)), fields=('player', 'team'), name='bases_membership_once'),
        ),
        migrations.AddField(
            model_name='ticket',
            name='people',
            field=models.ManyToManyField(blank=True, related_name='tickets', to='bases.person'),
        ),
        migrations.AddField(
            model_name='ticket',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tickets', to='bases.project'),
        ),
        migrations.AddField(
            model_name='visit',
            name='player',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='bases.player'),
        ),
        migrations.AddField(
            model_name='visit',
            name='team',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='bases.team'),
        ),
        migrations.AddField(
            model_name='player',
            name='guests_of',
            field=models.ManyToManyField(related_name='guests', through='bases.Visit', to='bases.team'),
        ),
    ]
