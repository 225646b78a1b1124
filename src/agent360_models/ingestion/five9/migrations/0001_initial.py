from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.CharField(help_text='Text: a number of Five9, or the id of another system that a list brought along.', max_length=255, primary_key=True, serialize=False, verbose_name='Five9 id')),
                ('first_name', models.CharField(blank=True, max_length=255, null=True, verbose_name='First name')),
                ('last_name', models.CharField(blank=True, max_length=255, null=True, verbose_name='Last name')),
                ('email', models.CharField(blank=True, max_length=255, null=True, verbose_name='Email')),
                ('phone', models.CharField(blank=True, help_text='As Five9 sends it; normalize_phone() makes one form of any notation.', max_length=255, null=True, verbose_name='Phone')),
                ('division', models.CharField(blank=True, help_text='Name of the part of the business, as text.', max_length=255, null=True, verbose_name='Division')),
                ('status', models.CharField(blank=True, help_text="In Five9's words; no list of the values is kept here.", max_length=255, null=True, verbose_name='Status')),
                ('created_date', models.DateTimeField(blank=True, help_text='When the contact was created in Five9.', null=True, verbose_name='Created')),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Five9 sent it.', null=True, verbose_name='Raw data')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'db_table': 'five9_contact',
                'managed': True,
            },
        ),
    ]
