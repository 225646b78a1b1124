import agent360_models.fields
import agent360_models.indexes
import agent360_models.migochat.models.messages
import agent360_models.migochat.models.origins
import agent360_models.migochat.models.users
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
                ('id', models.AutoField(help_text='Number that the database gives; facebook_ad_id is the name at Facebook.', primary_key=True, serialize=False, verbose_name='Id')),
                ('facebook_ad_id', models.CharField(help_text='Given by Facebook; each ad has one row.', max_length=100, unique=True, verbose_name='Facebook ad id')),
                ('campaign_name', models.CharField(blank=True, max_length=200, null=True, verbose_name='Campaign name')),
                ('ad_content', models.TextField(blank=True, help_text='Text that people read at Facebook; NULL for none.', null=True, verbose_name='Ad content')),
                ('target_audience', models.TextField(blank=True, help_text='Whom the ad is shown to, as free text.', null=True, verbose_name='Target audience')),
                ('budget', models.CharField(blank=True, help_text='Text, so that it may have its currency; no number to sum up.', max_length=100, null=True, verbose_name='Budget')),
                ('status', models.CharField(default='active', help_text='active at first; the database allows any text.', max_length=50, verbose_name='Status')),
                ('created_at', agent360_models.fields.MomentField(default=agent360_models.fields.utc_now, help_text='When the row was made, in UTC; not when the ad went online.', verbose_name='Created', zone='UTC')),
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
                ('id', models.AutoField(primary_key=True, serialize=False, verbose_name='Id')),
                ('key', models.CharField(help_text='Name by which the application asks for it, such as lead_score_threshold; unique.', max_length=100, unique=True, verbose_name='Key')),
                ('value', models.TextField(blank=True, help_text='As text, also of numbers; a secret where is_sensitive says so.', null=True, verbose_name='Value')),
                ('category', models.CharField(blank=True, help_text='Groups the settings, such as ai or system; NULL for none.', max_length=50, null=True, verbose_name='Category')),
                ('is_sensitive', models.BooleanField(default=False, help_text='Whether the value is a secret, which the admin then shows nowhere.', verbose_name='Sensitive')),
                ('description', models.TextField(blank=True, help_text='What the setting is for, in words; NULL for none.', null=True, verbose_name='Description')),
                ('updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the setting was last saved, in UTC.', verbose_name='Updated', zone='UTC')),
                ('updated_by', models.CharField(default='admin', help_text='Name of who saved it last, as text; admin at first.', max_length=100, verbose_name='Updated by')),
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
                ('id', models.AutoField(help_text='Number that the database gives; facebook_post_id is the name at Facebook.', primary_key=True, serialize=False, verbose_name='Id')),
                ('facebook_post_id', models.CharField(help_text='Given by Facebook; each post has one row.', max_length=100, unique=True, verbose_name='Facebook post id')),
                ('post_type', agent360_models.fields.PgEnumField(enum=agent360_models.migochat.models.origins.Post.PostType, help_text='Whether it shows a product, an offer, a promotion or something general.', type_name='posttype', verbose_name='Post type')),
                ('post_content', models.TextField(blank=True, help_text='Text that people read at Facebook; NULL for none.', null=True, verbose_name='Post content')),
                ('post_price', models.CharField(blank=True, help_text='Text with the currency, such as 500 EGP; NULL where none is named.', max_length=100, null=True, verbose_name='Post price')),
                ('post_data', models.TextField(blank=True, help_text='JSON, stored as text, such as category and size of a product.', null=True, verbose_name='Post data')),
                ('created_at', agent360_models.fields.MomentField(default=agent360_models.fields.utc_now, help_text='When the row was made, in UTC; not when the post went online.', verbose_name='Created', zone='UTC')),
                ('is_active', models.BooleanField(default=True, verbose_name='Active')),
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
                ('id', models.AutoField(help_text='Number that the database gives; psid is the name on the platform.', primary_key=True, serialize=False, verbose_name='Id')),
                ('psid', models.CharField(help_text="Who it is on the platform: Facebook's page-scoped id, or the phone number on WhatsApp.", max_length=50, unique=True, verbose_name='PSID')),
                ('first_name', models.CharField(blank=True, help_text='As the platform has it; NULL where none is known.', max_length=100, null=True, verbose_name='First name')),
                ('last_name', models.CharField(blank=True, help_text='As the platform has it; NULL where none is known.', max_length=100, null=True, verbose_name='Last name')),
                ('profile_pic', models.CharField(blank=True, help_text='Address of the picture.', max_length=500, null=True, verbose_name='Profile picture')),
                ('governorate', agent360_models.fields.PgEnumField(blank=True, enum=agent360_models.migochat.models.users.User.Governorate, help_text='Where in Egypt somebody lives, for the most part a city; NULL where unknown.', null=True, type_name='governorate', verbose_name='Governorate')),
                ('platform', models.CharField(default='facebook', help_text='facebook, whatsapp or telegram.', max_length=50, verbose_name='Platform')),
                ('phone_number', models.CharField(blank=True, help_text='At most 20 characters; NULL where unknown. On WhatsApp psid is one too.', max_length=20, null=True, verbose_name='Phone number')),
                ('created_at', agent360_models.fields.MomentField(default=agent360_models.fields.utc_now, help_text='When the row was made, in UTC.', verbose_name='Created', zone='UTC')),
                ('last_message_at', agent360_models.fields.MomentField(blank=True, help_text='Time of the newest one from or to the customer, in UTC; NULL before the first.', null=True, verbose_name='Last message', zone='UTC')),
                ('is_active', models.BooleanField(default=True, verbose_name='Active')),
                ('lead_stage', agent360_models.fields.PgEnumField(default='INTAKE', enum=agent360_models.migochat.models.users.User.LeadStage, help_text='How far the sale has come, from INTAKE to CONVERTED; change_stage() logs each step.', type_name='leadstage', verbose_name='Lead stage')),
                ('customer_label', agent360_models.fields.PgEnumField(blank=True, enum=agent360_models.migochat.models.users.User.CustomerLabel, help_text='Wholesale (JUMLA), retail (QITAEI), new, or from a governorate; NULL where not sorted.', null=True, type_name='customerlabel', verbose_name='Customer label')),
                ('customer_type', agent360_models.fields.PgEnumField(blank=True, enum=agent360_models.migochat.models.users.User.CustomerType, help_text='How somebody buys, such as BARGAIN_HUNTER; NULL where not judged yet.', null=True, type_name='customertype', verbose_name='Customer type')),
                ('lead_score', models.IntegerField(default=0, help_text='Starts at 0; change_score() logs each new number.', verbose_name='Lead score')),
                ('last_stage_change', agent360_models.fields.MomentField(default=agent360_models.fields.utc_now, help_text='In UTC; at first the time when the row was made.', verbose_name='Last stage change', zone='UTC')),
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
                ('id', models.AutoField(help_text="Number that the database gives; Facebook's own is facebook_message_id.", primary_key=True, serialize=False, verbose_name='Id')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, help_text='Customer who wrote it or got it.', on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='migochat.user', verbose_name='User')),
                ('sender_id', models.CharField(help_text='psid of the customer, or id of the page where the message goes out.', max_length=50, verbose_name='Sender id')),
                ('recipient_id', models.CharField(help_text='Id of the page, or psid of the customer where the message goes out.', max_length=50, verbose_name='Recipient id')),
                ('message_text', models.TextField(blank=True, help_text='What was written; NULL where there is none, as in an image.', null=True, verbose_name='Text')),
                ('direction', agent360_models.fields.PgEnumField(enum=agent360_models.migochat.models.messages.Message.Direction, help_text='INBOUND from the customer to the bot, OUTBOUND from the bot to the customer.', type_name='messagedirection', verbose_name='Direction')),
                ('status', agent360_models.fields.PgEnumField(default='SENT', enum=agent360_models.migochat.models.messages.Message.Status, help_text='How far it came: SENT, DELIVERED, READ or FAILED.', type_name='messagestatus', verbose_name='Status')),
                ('timestamp', agent360_models.fields.MomentField(default=agent360_models.fields.utc_now, help_text='When it was written, in UTC.', verbose_name='Time', zone='UTC')),
                ('facebook_message_id', models.CharField(blank=True, help_text='Given by the platform; a webhook that comes twice is known by it. NULL where none is.', max_length=100, null=True, unique=True, verbose_name='Facebook message id')),
                ('message_type', models.CharField(default='text', help_text='text, image, file, location and so on; the database allows any.', max_length=50, verbose_name='Type')),
                ('message_metadata', models.TextField(blank=True, null=True, verbose_name='Metadata')),
                ('platform', models.CharField(default='facebook', help_text='facebook, whatsapp or telegram.', max_length=50, verbose_name='Platform')),
                ('message_source', agent360_models.fields.PgEnumField(default='DIRECT_MESSAGE', enum=agent360_models.migochat.models.messages.Message.Source, help_text='What made the customer write: an ad, a comment, a referral, or nothing (DIRECT_MESSAGE).', type_name='messagesource', verbose_name='Source')),
                ('post', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='What the customer answers to; NULL where it came by another way.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='migochat.post', verbose_name='Post')),
                ('post_type', agent360_models.fields.PgEnumField(blank=True, enum=agent360_models.migochat.models.origins.Post.PostType, help_text='Beside that of the post itself; nothing keeps the two equal.', null=True, type_name='posttype', verbose_name='Post type')),
                ('ad_campaign', models.ForeignKey(blank=True, db_column='ad_id', db_constraint=False, db_index=False, help_text='What brought it; NULL where it came by another way. The column is ad_id.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='migochat.adcampaign', verbose_name='Ad campaign')),
                ('comment_id', models.CharField(blank=True, help_text="The platform's, of a comment that was taken in as a message; NULL for others.", max_length=100, null=True, verbose_name='Comment id')),
                ('referral_source', models.CharField(blank=True, max_length=200, null=True, verbose_name='Referral source')),
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
                ('id', models.AutoField(help_text='Number that the database gives; later changes have higher ones.', primary_key=True, serialize=False, verbose_name='Id')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, help_text='Customer of whom something changed.', on_delete=django.db.models.deletion.PROTECT, related_name='lead_activities', to='migochat.user', verbose_name='User')),
                ('activity_type', models.CharField(help_text='stage_change, label_change, type_change or score_update.', max_length=50, verbose_name='Activity type')),
                ('old_value', models.CharField(blank=True, help_text='As text, such as INTAKE; NULL where there was none.', max_length=100, null=True, verbose_name='Old value')),
                ('new_value', models.CharField(blank=True, help_text='As text, such as NURTURE; NULL where it was taken off.', max_length=100, null=True, verbose_name='New value')),
                ('reason', models.TextField(blank=True, help_text='Free text of who made the change; NULL where none was given.', null=True, verbose_name='Reason')),
                ('timestamp', agent360_models.fields.MomentField(default=agent360_models.fields.utc_now, help_text='When it was changed, in UTC.', verbose_name='Time', zone='UTC')),
                ('automated', models.BooleanField(default=False, help_text='Whether no person decided it.', verbose_name='Automated')),
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
                ('id', models.AutoField(help_text='Number that the database gives; no message refers to it.', primary_key=True, serialize=False, verbose_name='Id')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, help_text='Customer whose messages it counts.', on_delete=django.db.models.deletion.PROTECT, related_name='conversations', to='migochat.user', verbose_name='User')),
                ('started_at', agent360_models.fields.MomentField(default=agent360_models.fields.utc_now, help_text='Time of its first message, in UTC.', verbose_name='Started', zone='UTC')),
                ('last_activity', agent360_models.fields.MomentField(default=agent360_models.fields.utc_now, help_text='Time of its newest message, in UTC.', verbose_name='Last activity', zone='UTC')),
                ('is_active', models.BooleanField(default=True, help_text='The next message goes to the active one, or opens another.', verbose_name='Active')),
                ('message_count', models.IntegerField(default=0, help_text='From and to the customer, kept by get_or_record(): no message names its conversation.', verbose_name='Message count')),
            ],
            options={
                'db_table': 'conversations',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['id'], name='ix_conversations_id')],
            },
        ),
    ]
