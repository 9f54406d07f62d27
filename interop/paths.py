"""What our path validation says of the corpora of others, for the judges that compare.

The corpora are the folder `pki` of $CERALACCA_CORPUS, or of ../shared/fixtures beside the repository. Where there is
none, a judge says how many cases were not run, and that is no failure."""

import json
import os
import pathlib
import subprocess

from judging import ROOT, example


def corpus(name, cases):
    """The folder of a corpus, or None after saying what is not run."""
    root = pathlib.Path(os.environ.get("CERALACCA_CORPUS", ROOT.parent / "shared" / "fixtures"))
    folder = root / "pki" / name
    if folder.is_dir():
        return folder
    print(f"not run: {cases} cases of {name}, corpus folder missing", flush=True)
    return None


def said(name, folder):
    """What we say of each case: verdict, policies, detail, by the case's name."""
    command = [str(example("judge_paths", "x509")), name, str(folder)]
    lines = subprocess.run(command, capture_output=True, check=True, timeout=600).stdout.splitlines()
    return {case["case"]: case for case in map(json.loads, lines)}


def compare(judge, title, cases, found, least, otherwise=None, never=lambda case: False):
    """Checks that at least a share of the cases is as expected, that none that must be refused is accepted (unless
    `never` says that the case may be), and that those that differ are the known ones with their reason.

    `cases` maps the name of a case to the expected verdict."""
    otherwise = otherwise or {}
    wrong = {case: expected for case, expected in cases.items() if found.get(case, {}).get("verdict") != expected}
    right = len(cases) - len(wrong)
    share = right / len(cases)
    detail = "\n".join(
        f"{case}: expected {expected}, {found.get(case, {}).get('verdict')} {found.get(case, {}).get('detail')}"
        for case, expected in wrong.items()
    )
    judge.check(f"{title}: {right} of {len(cases)} as expected ({share:.1%}, at least {least:.1%})", share >= least, detail)
    accepted = [
        case for case, expected in wrong.items()
        if expected in ("REJECT", "REVOKED") and found.get(case, {}).get("verdict") in ("ACCEPT", "GOOD") and not never(case)
    ]
    judge.check(f"{title}: nothing is accepted that must be refused", not accepted, "\n".join(accepted))
    judge.check(f"{title}: only known cases differ", set(wrong) <= set(otherwise), detail)
    for case in sorted(set(wrong) & set(otherwise)):
        print(f"     differs: {case}: {otherwise[case]}", flush=True)
