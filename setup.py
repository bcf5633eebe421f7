"""Puts templates and migrations inside the wheel's `mis`; everything else is said in pyproject.toml."""

from setuptools import find_packages, setup

setup(
    packages=[
        *find_packages(include=["mis*", "registries*", "payments*", "demonstration*"]),
        "mis.templates",
        "mis.migrations",
        "mis.migrations.tables",
        "mis.migrations.versions",
    ],
    package_dir={"mis.templates": "templates", "mis.migrations": "migrations"},
    package_data={
        "mis": ["static/*", "translations/*/LC_MESSAGES/*.po", "law/**/*.toml", "law/**/*"],
        "mis.templates": ["**/*"],
        "mis.migrations": ["*.mako"],
        "demonstration": ["*.toml"],
    },
)
