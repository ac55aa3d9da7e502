from django.db import migrations, models


def forget_what_nobody_said(apps, schema_editor):
    """"No private person" was also what stood where nobody had said anything."""
    investors = apps.get_model("projects", "Investor").objects
    investors.filter(person=False, demonstration=False).update(person=None)


def say_no_again(apps, schema_editor):
    apps.get_model("projects", "Investor").objects.filter(person=None).update(person=False)


class Migration(migrations.Migration):

    dependencies = [
        ("projects", "0002_imports"),
    ]

    operations = [
        migrations.AlterField(
            model_name="investor",
            name="person",
            field=models.BooleanField(help_text="A private person (cá nhân), not an organisation; null is unknown.", null=True),
        ),
        migrations.RunPython(forget_what_nobody_said, say_no_again),
    ]
