"""印刷: every shipped guide in every form held to the proof, then a thousand guides in a row.

The proof: nothing lies off its page or over other words, every font is embedded and none is Type 3,
and the code on the paper leads to the newest version. The rate is that of one press on this
machine; memory is that of the press and of the process that asks it, looked at while they work.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from tests.papers import pdfs

from bianmin.catalogue.models import ItemVersion, ServiceItem
from bianmin.catalogue.shipped import shipped_items
from bianmin.papers import printing
from bianmin.papers.guides import Form, guide_html, guide_of, public_address
from bianmin.papers.printing import print_pdf

GUIDES = 1_000
LOOK_EVERY = 100
MOST_PAGES = {Form.SHEET: 2, Form.LEAFLET: 2, Form.POSTER: 1}
AT = datetime(2026, 9, 1, tzinfo=UTC)


def run(*, cases: int) -> None:
    items = shipped_items()
    faults = 0
    for form in Form:
        times, wrong = proof(items, form)
        faults += len(wrong)
        print(
            f"{form.label}: {len(items)} guides, {len(wrong)} faults,"
            f" {statistics.median(times):.2f} s each (slowest {max(times):.2f})",
            flush=True,
        )
        for fault in wrong:
            print(f"  {fault}", flush=True)
    print(f"proof: {'HELD' if not faults else f'{faults} FAULTS'}")
    flow(items, min(cases, GUIDES))


def proof(items: list[dict[str, Any]], form: Form) -> tuple[list[float], list[str]]:
    """Print every guide in one form; return the seconds each took and a sentence for each fault."""
    times, wrong = [], []
    for told in items:
        began = time.perf_counter()
        printed = print_pdf(html_of(told, form, 1), tries=form.tries)
        times.append(time.perf_counter() - began)
        wrong += [f"{told['code']} {each}" for each in faults_of(printed.content, told, form)]
    return times, wrong


def faults_of(content: bytes, told: dict[str, Any], form: Form) -> Iterator[str]:
    """Yield what is wrong with one print."""
    if (pages := pdfs.pages(content)) > MOST_PAGES[form]:
        yield f"{pages} pages"
    yield from pdfs.overflow(content)
    fonts = pdfs.fonts(content)
    if not fonts:
        yield "no font"
    for name, kind, embedded in fonts:
        if not embedded or "Type 3" in kind or "Noto" not in name:
            yield f"font {name} {kind} embedded={embedded}"
    if public_address(told["code"]) not in pdfs.codes(content):
        yield "no code that leads to the newest version"
    if "".join(str(told["name"]).split()) not in pdfs.text(content):
        yield "its name is not on it"


def flow(items: list[dict[str, Any]], count: int) -> None:
    """Print sheets one after another as the night's job would, and look at memory."""
    began, seen = time.perf_counter(), []
    for n, told in enumerate(islice(cycle(items), count), start=1):
        print_pdf(html_of(told, Form.SHEET, n), tries=Form.SHEET.tries)
        if n % LOOK_EVERY == 0:
            child = printing._press._child
            seen.append((memory(child.pid) if child else 0, memory(os.getpid())))
            rate = n / (time.perf_counter() - began)
            print(
                f"{n:5}: press {seen[-1][0]} MB, asker {seen[-1][1]} MB, {rate:.2f}/s", flush=True
            )
    if seen:
        press, asker = zip(*seen, strict=True)
        print(
            f"press {min(press)} to {max(press)} MB, asker {asker[0]} to {asker[-1]} MB;"
            f" the press is renewed every {printing.RENEW_AFTER} documents"
        )


def html_of(told: dict[str, Any], form: Form, number: int) -> str:
    """The guide as it is sent to the press; no database is asked."""
    item = ServiceItem(
        pk=1, code=told["code"], name=told["name"], plain_name=told["plain_name"], current_id=1
    )
    version = ItemVersion(pk=1, item=item, number=number, guide=told, form={}, published_at=AT)
    return guide_html(guide_of(version), form)


def memory(pid: int) -> int:
    """Resident megabytes of a process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // 1024
    return 0
