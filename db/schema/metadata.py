"""What every table is made of: the metadata, and the fixed vocabularies as the numbers that stand in the database."""

from sqlalchemy import MetaData

# These numbers stand in millions of rows: never change one, only add.
TABLE_NUMBERS = {"T2": 2, "T3": 3, "T4": 4, "S14": 14, "LOCAL": 99}
STATE_NUMBERS = {
    "number": 0,
    "blank": 1,
    "slash": 2,
    "dash": 3,
    "text_na": 4,
    "text": 5,
    "illegible": 6,
    "merged_span": 7,
    "ambiguous": 8,
    "missing_table": 9,
    "not_on_form": 10,
}
METHOD_NUMBERS = {
    "exact": 0,
    "variant": 1,
    "keyword": 2,
    "by_position": 3,
    "by_constraint": 4,
    "ocr": 5,
    "manual": 6,
}

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
