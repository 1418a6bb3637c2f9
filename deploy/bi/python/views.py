"""Asks the views of schema bi from pandas.

    OZG_BI='host=127.0.0.1 dbname=ozgtracker user=powerbi' python3 views.py 10124
"""

import json
import os
import sys

import pandas as pd
import psycopg2

CONFORM = """
    select unit.state_name, count(*) as reported, count(*) filter (where cell.is_conform) as conform
      from bi.fact_status as cell
      join bi.dim_municipality as unit on unit.unit = cell.unit
     where cell.ozg_id = %(service)s
       and cell.model = 'ozg-1.1'
       and cell.status = 'reported'
     group by unit.state_name
     order by unit.state_name
"""


def main() -> None:
    connection = psycopg2.connect(os.environ["OZG_BI"])
    try:
        # A cursor and not read_sql: the latter wants SQLAlchemy for anything but SQLite.
        with connection.cursor() as cursor:
            cursor.execute(CONFORM, {"service": sys.argv[1]})
            table = pd.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description])
    finally:
        connection.close()
    table["share"] = (table["conform"] / table["reported"]).round(4)
    print(json.dumps(table.to_dict(orient="records"), ensure_ascii=False))


if __name__ == "__main__":
    main()
