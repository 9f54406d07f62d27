#!/usr/bin/env python3
"""Makes municipalities.tsv and foreign-states.tsv. See README.md.

    pip download --no-deps python-codicefiscale==0.12.1 && unzip python_codicefiscale-*.whl
    ./make_places.py codicefiscale/data
"""
import json
import re
import sys
from datetime import date, timedelta
from pathlib import Path

here, source = Path(__file__).parent, Path(sys.argv[1])
SMALL = set("a ad ai al alla alle allo agli con col d da dal dalla dalle dei degli del della delle dello di e ed "
            "fra il in la le li lo nei nel nella nelle per presso su sui sul sull sulla sulle".split())


def day(text):
    return date.fromisoformat(text[:10]) if text else None


def proper(name):
    """`Abbadia Sopra Adda` -> `Abbadia sopra Adda`: the source capitalises every word."""
    words = re.split(r"(\s+|-|')", name.strip())
    out = []
    for index, word in enumerate(words):
        apostrophe = index + 1 < len(words) and words[index + 1] == "'"
        small = word.lower() in SMALL | {"sopra", "sotto"} or (apostrophe and word.lower() in {"d", "dell", "nell", "sull", "all", "dall", "l"})
        out.append(word.lower() if index and small else word)
    return "".join(out)


def load(*names):
    return [row for name in names for row in json.loads((source / name).read_text())]


rows = {}
for row in load("municipalities.json", "municipalities-patch.json"):
    if re.fullmatch(r"[A-Z]\d{3}", row["code"]):
        key = (row["code"], proper(row["name"]), row["province"])
        rows.setdefault(key, set()).add((day(row["date_created"]), day(row["date_deleted"]) or date.max))

lines = []
for (code, name, province), spans in rows.items():
    merged = []
    for start, end in sorted(spans):
        # Changes of borders split a period; code, name and province went on.
        if merged and start <= min(merged[-1][1], date.max - timedelta(2)) + timedelta(1):
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    for start, end in merged:
        lines.append([code, start, end, name, province])
lines.sort()
for row, following in zip(lines, lines[1:]):
    # One code (D588) has an old and a new name from the same first day.
    if row[0] == following[0] and row[2] >= following[1]:
        assert row[1] == following[1], (row, following)
        following[1] = row[2] + timedelta(1)
(here / "municipalities.tsv").write_text(
    "".join(f"{code}\t{name}\t{province}\t{start}\t{'' if end == date.max else end}\n"
            for code, start, end, name, province in lines))

ENDED = {"Z221": "1997-06-30"}  # Hong Kong: the source marks it as ended and gives no day
states = {}
for row in load("countries.json", "deleted-countries.json", "countries-patch.json"):
    end = row["date_deleted"][:10] or ENDED.get(row["code"], "")
    states[row["code"]] = (proper(row["name"]).replace("Citta'", "Città").replace("Peru'", "Perù"), end)
(here / "foreign-states.tsv").write_text(
    "".join(f"{code}\t{name}\t{end}\n" for code, (name, end) in sorted(states.items())))
