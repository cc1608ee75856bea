"""Every option of every command, and what it does: one row each, to be amended where a command changes.

A row is (command line, option with its value, what happens). ``CHANGES``: with the option something else is printed or
written than without it. Anything else is a part of the one line with which it is refused, with exit code 2.
"""

CHANGES = ""

TOWN = "白水镇人民政府 2023"
CORRECT = "correct 青禾县财政局 2022 outcome_granted --by 李 --why 错"
REBUILD = "rebuild --archive archive --db new.db --config alone.toml"
DAYS = "diff 2025-02-01 2025-02-05"

READING = [
    ("load nameless.html", "--db new.db", CHANGES),
    ("load nameless.html", "--issuer 青禾县民政局", CHANGES),
    ("load nameless.html", "--year 2021", CHANGES),
    ("load known.html --db known.db", "--again", CHANGES),
    ("load known.html nameless.html --workers 2", "--workers 1", CHANGES),
    ("load nameless.html", "--scheduler tcp://127.0.0.1:1", "--scheduler is for --engine dask"),
    ("load nameless.html", "--engine dask", "--engine dask needs --scheduler"),
    ("load nameless.html --engine dask", "--scheduler nowhere", "lacks a host or a port"),
    ("load nameless.html --engine dask --scheduler tcp://127.0.0.1:1", "--workers 2", "has workers of its own"),
    ("extract nameless.html", "--json", CHANGES),
    ("extract nameless.html", "--until draft", CHANGES),
    ("evaluate cases", "--all", CHANGES),
    ("unmapped", "--figures", CHANGES),
    ("unmapped", "--db none.db", CHANGES),
    ("unmapped nameless.html", "--figures", CHANGES),
    ("unmapped nameless.html", "--db none.db", "the labels are those of FILE"),
    ("db upgrade", "--db none.db", CHANGES),
]
ASKING = [
    (f"explain {TOWN} outcome_total --parent 湖北省白水县", "--db none.db", CHANGES),
    (f"explain {TOWN} outcome_total", "--parent 湖北省白水县", CHANGES),
    ("explain 青禾县财政局 2022 outcome_total", "--image cell.png", CHANGES),
    ("explain 青禾县财政局 2022 outcome_total", "--image cell.jpg", "a file whose name ends in .png"),
    ("explain 青禾县财政局 2022 outcome_total", "--document known.html", "is read for --image alone"),
    ("explain 青禾县财政局 2022 outcome_total --image cell.png", "--document known.html", CHANGES),
    ("query", "-p most=1", "the questions are listed"),
    ("query", "--csv", "the questions are listed"),
    ("query", "--db none.db", "the questions are listed"),
    ("query national_totals", "-p level=county", CHANGES),
    ("query national_totals -p level=county", "-p level=township", "more than once"),
    ("query national_totals", "--csv", CHANGES),
    ("query national_totals", "--db none.db", CHANGES),
    ("query denial_reasons", "-p level=township", CHANGES),
    ("query report_quality", "-p level=township", CHANGES),
    ("export out --format csv", "--format parquet", CHANGES),
    ("export out --format csv", "--from-year 2023", CHANGES),
    ("export out --format csv", "--to-year 2022", CHANGES),
    ("export out --format csv", "--place 白水县", CHANGES),
    ("export out --format csv", "--level county", CHANGES),
    ("export out --format csv", "--db none.db", CHANGES),
    (f"history {TOWN} --parent 湖北省白水县", "--as-of 2025-01-01", CHANGES),
    (f"history {TOWN} --parent 湖北省白水县", "--db none.db", CHANGES),
    (f"history {TOWN}", "--parent 湖北省白水县", CHANGES),
    (DAYS, "--db none.db", CHANGES),
    (DAYS, "--issuer 青禾县人民政府", "give --issuer and --year together"),
    (DAYS, "--year 2023", "give --issuer and --year together"),
    (DAYS, "--parent 河南省", "so --issuer goes with it"),
    (f"{DAYS} --year 2023", "--issuer 青禾县人民政府", CHANGES),
    (f"{DAYS} --issuer 青禾县人民政府", "--year 2023", CHANGES),
    (f"{DAYS} --issuer 白水镇人民政府 --year 2023", "--parent 湖北省白水县", CHANGES),
    ("issuers unresolved", "--db none.db", CHANGES),
    ("issuers find 鼓楼区人民政府", "--parent 南京市", CHANGES),
    ("issuers find 鼓楼区人民政府", "--parent 无此地", "the registry knows no place 无此地"),
    ("issuers find 下关区人民政府", "--year 2020", CHANGES),
    ("issuers find 320106", "--parent 南京市", "is one issuer's alone"),
    ("issuers find 320106", "--year 2020", "is one issuer's alone"),
    ("coverage 2023", "--parent 河南省", CHANGES),
    ("coverage 2023", "--db none.db", CHANGES),
]
JUDGING = [
    (f"{CORRECT} --value 5", "--value 6", CHANGES),
    (f"{CORRECT} --value 5", "--raw 五", CHANGES),
    (f"{CORRECT} --value 5", "--by 王", CHANGES),
    (f"{CORRECT} --value 5", "--why 漏", CHANGES),
    (f"{CORRECT} --value 5", "--evidence 第2页", CHANGES),
    (f"{CORRECT} --value 5", "--db none.db", CHANGES),
    (f"{CORRECT} --value 5", "--state blank", "either --value or --state"),
    (f"{CORRECT} --state blank", "--state slash", CHANGES),
    (f"correct {TOWN} outcome_granted --by 李 --why 错 --value 5", "--parent 湖北省白水县", CHANGES),
    ("verdict 2 accepted --by 李", "--by 王", CHANGES),
    ("verdict 2 accepted --by 李", "--why 原表如此", CHANGES),
    ("verdict 2 accepted --by 李", "--db none.db", CHANGES),
    ("withdraw verdict 1 --by 李", "--by 王", CHANGES),
    ("withdraw verdict 1 --by 李", "--db none.db", CHANGES),
    ("issuers merge 白水镇人民政府 青禾县人民政府 --by 李 --why 同 --parent 湖北省白水县", "--who 王", CHANGES),
    ("issuers merge 白水镇人民政府 青禾县人民政府 --by 李 --why 同 --parent 湖北省白水县", "--why 名", CHANGES),
    ("issuers merge 白水镇人民政府 青禾县人民政府 --by 李 --why 同 --parent 湖北省白水县", "--db none.db", CHANGES),
    ("issuers merge 白水镇人民政府 青禾县人民政府 --by 李 --why 同", "--parent 湖北省白水县", CHANGES),
    ("issuers merge 青禾县财政局 白水镇人民政府 --by 李 --why 同", "--target-parent 湖北省白水县", CHANGES),
    ("issuers undo 白水镇人民政府 --by 李 --parent 湖北省别县", "--who 王", CHANGES),
    ("issuers undo 白水镇人民政府 --by 李 --parent 湖北省别县", "--db none.db", CHANGES),
    ("issuers undo 白水镇人民政府 --by 李", "--parent 湖北省别县", CHANGES),
]
WORKING = [
    ("reload", "--only 青禾县人民政府", CHANGES),
    ("reload", "--archive archive", CHANGES),
    ("reload", "--config other.toml", CHANGES),
    ("reload", "--db none.db", CHANGES),
    ("reload --db known.db --workers 2", "--workers 1", CHANGES),
    ("reload --archive archive", "--config other.toml", "told without it"),
    ("reload --archive archive", "--config known.toml", CHANGES),
    ("reload --archive archive --db known.db", "--config known.toml", "told without it"),
    ("night", "--config other.toml", CHANGES),
    ("night", "--db new.db", CHANGES),
    ("night", "-v", CHANGES),
    ("crawl", "--config other.toml", CHANGES),
    ("crawl", "--db new.db", CHANGES),
    ("crawl", "--verbose", CHANGES),
    ("source check sources/off.toml", "--config other.toml", CHANGES),
    (REBUILD, "--archive none", CHANGES),
    (REBUILD, "--config other.toml", CHANGES),
    (REBUILD, "--db newer.db", CHANGES),
    (REBUILD, "--verbose", CHANGES),
    ("serve", "--db none.db", CHANGES),
    ("serve", "--archive archive", CHANGES),
    ("serve", "--host ::1", CHANGES),
    ("serve", "--port 81", CHANGES),
    ("serve", "--token-file token", CHANGES),
    ("serve", "--allow-host a.example", CHANGES),
]

LISTED = "the pictures are listed"
ALL_BUT_TWO = "only outcomes, denials, provinces, quality"
ALL_BUT_RUN = "only outcomes, denials, provinces, issuer, quality"
ONE_ISSUER = "plot issuer --issuer 青禾县人民政府"
DRAWING = [
    ("plot", "--out a.png", LISTED),
    ("plot", "--issuer 青禾县人民政府", LISTED),
    ("plot", "--parent 河南省", LISTED),
    ("plot", "--from-year 2023", LISTED),
    ("plot", "--to-year 2022", LISTED),
    ("plot", "--level county", LISTED),
    ("plot", "--run 1", LISTED),
    ("plot", "--db none.db", LISTED),
    ("plot run", "--out a.svg", CHANGES),
    ("plot run", "--out a.jpg", "files end in .png, .svg or .pdf"),
    ("plot run", "--db none.db", CHANGES),
    ("plot run", "--run 1", CHANGES),
    ("plot run", "--level county", ALL_BUT_TWO),
    ("plot run", "--from-year 2023", ALL_BUT_RUN),
    ("plot run", "--to-year 2022", ALL_BUT_RUN),
    ("plot run", "--issuer 青禾县人民政府", "only issuer"),
    ("plot run", "--parent 河南省", "only issuer"),
    ("plot issuer --issuer 青禾县财政局", "--issuer 青禾县人民政府", CHANGES),
    ("plot issuer --issuer 白水镇人民政府", "--parent 湖北省白水县", CHANGES),
    ("plot issuer --issuer 无此局", "--issuer 410122", CHANGES),
    (ONE_ISSUER, "--from-year 2023", CHANGES),
    (ONE_ISSUER, "--to-year 2022", CHANGES),
    (ONE_ISSUER, "--level county", ALL_BUT_TWO),
    (ONE_ISSUER, "--run 1", "only run"),
    *(
        (f"plot {name}", option, told)
        for name in ("outcomes", "denials", "provinces", "quality")
        for option, told in (
            ("--from-year 2023", CHANGES),
            ("--to-year 2022", CHANGES),
            ("--level county", CHANGES),
            ("--issuer 青禾县人民政府", "only issuer"),
            ("--parent 河南省", "only issuer"),
            ("--run 1", "only run"),
        )
    ),
]

ROWS = [*READING, *ASKING, *JUDGING, *WORKING, *DRAWING]
