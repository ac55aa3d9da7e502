from django.db import migrations, models


def from_the_period(apps, schema_editor):
    """Until now the kind of register was kept for a whole period only."""
    values = apps.get_model("indicators", "ClosedValue").objects
    values.filter(closed__demonstration=True).update(demonstration=True)


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0004_early_sight'),
    ]

    operations = [
        migrations.AddField(
            model_name='closedvalue',
            name='demonstration',
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(from_the_period, migrations.RunPython.noop),
    ]
