import agent360_models.fields
import agent360_models.indexes
import agent360_models.migochat.models
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AdCampaign',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('facebook_ad_id', models.CharField(max_length=100, unique=True)),
                ('campaign_name', models.CharField(blank=True, max_length=200, null=True)),
                ('ad_content', models.TextField(blank=True, null=True)),
                ('target_audience', models.TextField(blank=True, null=True)),
                ('budget', models.CharField(blank=True, help_text='As text, with its currency.', max_length=100, null=True)),
                ('status', models.CharField(default='active', max_length=50)),
                ('created_at', agent360_models.fields.MomentField(default=agent360_models.fields.utc_now, zone='UTC')),
            ],
            options={
                'db_table': 'ad_campaigns',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['id'], name='ix_ad_campaigns_id')],
            },
        ),
        migrations.CreateModel(
            name='AppSettings',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=100, unique=True)),
                ('value', models.TextField(blank=True, null=True)),
                ('category', models.CharField(blank=True, max_length=50, null=True)),
                ('is_sensitive', models.BooleanField(default=False, help_text='Whether the value is a secret.')),
                ('description', models.TextField(blank=True, null=True)),
                ('updated_at', agent360_models.fields.MomentField(auto_now=True, zone='UTC')),
                ('updated_by', models.CharField(default='admin', max_length=100)),
            ],
            options={
                'verbose_name': 'app setting',
                'verbose_name_plural': 'app settings',
                'db_table': 'app_settings',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['id'], name='ix_app_settings_id')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('facebook_post_id', models.CharField(max_length=100, unique=True)),
                ('post_type', agent360_models.fields.PgEnumField(enum=agent360_models.migochat.models.Post.PostType, type_name='posttype')),
                ('post_content', models.TextField(blank=True, null=True)),
                ('post_price', models.CharField(blank=True, help_text='As text, such as 500 EGP.', max_length=100, null=True)),
                ('post_data', models.TextField(blank=True, help_text='JSON, as text.', null=True)),
                ('created_at', agent360_models.fields.MomentField(default=agent360_models.fields.utc_now, zone='UTC')),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'db_table': 'posts',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['id'], name='ix_posts_id')],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('psid', models.CharField(help_text="Who it is on the platform: Facebook's page-scoped id, or the phone number on WhatsApp.", max_length=50, unique=True)),
                ('first_name', models.CharField(blank=True, max_length=100, null=True)),
                ('last_name', models.CharField(blank=True, max_length=100, null=True)),
                ('profile_pic', models.CharField(blank=True, help_text='Address of the picture.', max_length=500, null=True)),
                ('governorate', agent360_models.fields.PgEnumField(blank=True, enum=agent360_models.migochat.models.User.Governorate, null=True, type_name='governorate')),
                ('platform', models.CharField(default='facebook', help_text='facebook, whatsapp or telegram.', max_length=50)),
                ('phone_number', models.CharField(blank=True, max_length=20, null=True)),
                ('created_at', agent360_models.fields.MomentField(default=agent360_models.fields.utc_now, zone='UTC')),
                ('last_message_at', agent360_models.fields.MomentField(blank=True, null=True, zone='UTC')),
                ('is_active', models.BooleanField(default=True)),
                ('lead_stage', agent360_models.fields.PgEnumField(default='INTAKE', enum=agent360_models.migochat.models.User.LeadStage, type_name='leadstage')),
                ('customer_label', agent360_models.fields.PgEnumField(blank=True, enum=agent360_models.migochat.models.User.CustomerLabel, null=True, type_name='customerlabel')),
                ('customer_type', agent360_models.fields.PgEnumField(blank=True, enum=agent360_models.migochat.models.User.CustomerType, null=True, type_name='customertype')),
                ('lead_score', models.IntegerField(default=0)),
                ('last_stage_change', agent360_models.fields.MomentField(default=agent360_models.fields.utc_now, zone='UTC')),
            ],
            options={
                'db_table': 'users',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['id'], name='ix_users_id')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='migochat.user')),
                ('sender_id', models.CharField(max_length=50)),
                ('recipient_id', models.CharField(max_length=50)),
                ('message_text', models.TextField(blank=True, null=True)),
                ('direction', agent360_models.fields.PgEnumField(enum=agent360_models.migochat.models.Message.Direction, type_name='messagedirection')),
                ('status', agent360_models.fields.PgEnumField(default='SENT', enum=agent360_models.migochat.models.Message.Status, type_name='messagestatus')),
                ('timestamp', agent360_models.fields.MomentField(default=agent360_models.fields.utc_now, zone='UTC')),
                ('facebook_message_id', models.CharField(blank=True, max_length=100, null=True, unique=True)),
                ('message_type', models.CharField(default='text', help_text='text, image, file, location and so on.', max_length=50)),
                ('message_metadata', models.TextField(blank=True, null=True)),
                ('platform', models.CharField(default='facebook', max_length=50)),
                ('message_source', agent360_models.fields.PgEnumField(default='DIRECT_MESSAGE', enum=agent360_models.migochat.models.Message.Source, type_name='messagesource')),
                ('post', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='migochat.post')),
                ('post_type', agent360_models.fields.PgEnumField(blank=True, enum=agent360_models.migochat.models.Post.PostType, null=True, type_name='posttype')),
                ('ad_campaign', models.ForeignKey(blank=True, db_column='ad_id', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='migochat.adcampaign')),
                ('comment_id', models.CharField(blank=True, max_length=100, null=True)),
                ('referral_source', models.CharField(blank=True, max_length=200, null=True)),
            ],
            options={
                'db_table': 'messages',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['id'], name='ix_messages_id')],
            },
        ),
        migrations.CreateModel(
            name='LeadActivity',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lead_activities', to='migochat.user')),
                ('activity_type', models.CharField(help_text='stage_change, label_change, type_change or score_update.', max_length=50)),
                ('old_value', models.CharField(blank=True, max_length=100, null=True)),
                ('new_value', models.CharField(blank=True, max_length=100, null=True)),
                ('reason', models.TextField(blank=True, null=True)),
                ('timestamp', agent360_models.fields.MomentField(default=agent360_models.fields.utc_now, zone='UTC')),
                ('automated', models.BooleanField(default=False, help_text='Whether no person decided it.')),
            ],
            options={
                'verbose_name_plural': 'lead activities',
                'db_table': 'lead_activities',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['id'], name='ix_lead_activities_id')],
            },
        ),
        migrations.CreateModel(
            name='Conversation',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='conversations', to='migochat.user')),
                ('started_at', agent360_models.fields.MomentField(default=agent360_models.fields.utc_now, zone='UTC')),
                ('last_activity', agent360_models.fields.MomentField(default=agent360_models.fields.utc_now, zone='UTC')),
                ('is_active', models.BooleanField(default=True, help_text='The next message goes to the active one.')),
                ('message_count', models.IntegerField(default=0)),
            ],
            options={
                'db_table': 'conversations',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['id'], name='ix_conversations_id')],
            },
        ),
    ]
