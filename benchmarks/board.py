"""The board over one million open and ten million closed tasks: its pages and lists over HTTP, and the count itself."""

import random
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from benchmarks import board_rows, population
from benchmarks.database import analyse
from benchmarks.measuring import Chapter, Scale, describe_times, percentile, time_each
from benchmarks.site import Site, make_person, running_site, sign_in
from workflows import clock

OPEN = 1_000_000
PAGE_MS, COUNT_SECONDS, PIECE_SECONDS = 200, 20, 5
PAGES, LISTS, COUNTS, LIVE = 120, 200, 6, 3
HIDDEN = 500
WAYS = (
    "of=promise&by=process", "of=promise&by=promise", "of=promise&by=team", "of=promise&by=age",
    "of=task&by=process", "of=task&by=step", "of=task&by=team", "of=task&by=age",
)  # fmt: skip
LINK = re.compile(r'href="(/board/(?:promises|tasks)/\?[^"]*)"[^>]*>(?:<strong>)?[1-9]')
#: A minute of five thousand acts: tasks are done, new dates given, promises kept.
ACTS = (
    """UPDATE workflows_humantask SET state = 'completed', closed_at = now() WHERE id IN (
           SELECT id FROM workflows_humantask WHERE state = 'ready' AND instance_id > %(from)s::uuid LIMIT %(acts)s)""",
    """UPDATE workflows_humantask SET due_at = now() + interval '9 days' WHERE id IN (
           SELECT id FROM workflows_humantask WHERE state = 'ready' AND instance_id > %(from)s::uuid LIMIT %(acts)s)""",
    """UPDATE workflows_servicelevelclock SET state = 'met', stopped_at = now(), next_at = NULL
       WHERE state = 'running' AND id IN (
           SELECT id FROM workflows_servicelevelclock WHERE state = 'running' AND instance_id > %(from)s::uuid
           LIMIT %(acts)s)""",
)
HIDE = (
    """UPDATE cases_case SET party_id = %(first)s + substr(reference, 3)::int %% %(parties)s
       WHERE reference LIKE 'W-%%' AND substr(reference, 3)::int < %(parties)s * 5""",
    """INSERT INTO confidentiality_restrictedfile (party_id, ground, reason, supervisor_id, marked_at, marked_by_id,
                                                   lift_reason)
       SELECT %(first)s + n, 'vip', 'Known', %(by)s, now(), %(by)s, '' FROM generate_series(0, %(parties)s - 1) n""",
)
#: In words of its own; those late or broken, of each process.
RAW = """
SELECT 'task', definition_key, count(*), count(*) FILTER (WHERE due_at <= %(at)s)
FROM workflows_humantask WHERE closed_at IS NULL GROUP BY 2
UNION ALL
SELECT 'promise', i.definition_key, count(*),
    count(*) FILTER (WHERE breached_at IS NOT NULL OR (c.state = 'running' AND target_at <= %(at)s))
FROM workflows_servicelevelclock c JOIN workflows_processinstance i ON i.id = c.instance_id
WHERE stopped_at IS NULL GROUP BY 2
"""


def run(scale: Scale) -> Chapter:
    count = scale.count(OPEN, 2_000)
    chapter = Chapter(
        f"The board: {count:,} open and {count * 10:,} closed tasks, {count:,} promises to keep"
    )
    [seconds] = time_each(lambda: board_rows.fill(count), 1)
    chapter.notes.append(
        f"The rows were made in {seconds:,.0f} s; what is open is scattered among what is closed."
    )
    _measure_counts(chapter, scale)
    lead = make_person("board_lead", "team_lead")
    with running_site() as site:
        times = _measure_pages(chapter, site, lead, scale)
        _hide_files(scale)
        _measure_veiled(chapter, site, lead, scale)
    live = time_each(_count_live, LIVE)
    chapter.add("The figures of a page counted live, as before, in the database", describe_times(live))
    chapter.figures["board_counted"] = 1 / percentile(times, 0.5)
    chapter.figures["board_live"] = 1 / percentile(live, 0.5)
    return chapter


def _measure_counts(chapter: Chapter, scale: Scale) -> None:
    """The first count takes everything down in pieces; the others what has changed."""
    from app.board.rollups import roll_up

    at, acts = clock.ask_database(), scale.count(5_000, 10) // 3
    _measure_pieces(chapter, at)
    [first] = time_each(lambda: roll_up(at), 1)
    chapter.add("The first count, when all is taken down", f"{first:.1f} s")
    analyse("board_standing", "board_figure")
    times = []
    for number in range(1, COUNTS + 1):
        board_rows.run(ACTS, {"acts": acts, "from": f"{number:x}0000000-0000-0000-0000-000000000000"})
        at += timedelta(minutes=1)
        times += time_each(lambda now=at: roll_up(now), 1)  # type: ignore[misc]
    chapter.add(
        f"A count a minute later, {3 * acts:,} things changed",
        describe_times(times),
        f"max ≤ {COUNT_SECONDS} s",
        max(times) <= COUNT_SECONDS,
    )
    differing = _compare()
    chapter.add("Figures that differ from an independent count", f"{differing}", "0", differing == 0)


def _measure_pieces(chapter: Chapter, at: datetime) -> None:
    from app.board.stocktaking import take_piece

    times: list[float] = []
    is_down = False

    def take() -> None:
        nonlocal is_down
        is_down = take_piece(at)

    while not is_down:
        times += time_each(take, 1)
    chapter.add(
        f"One of the {len(times):,} pieces of the first count, {sum(times):.1f} s in all",
        describe_times(times),
        f"max ≤ {PIECE_SECONDS} s",
        max(times) <= PIECE_SECONDS,
    )


def _compare() -> int:
    from app.board import queries
    from app.board.filters import Filters
    from app.board.models import Subject
    from workflows.rows import fetch

    rollup = queries.find_rollup()
    if rollup is None:
        raise RuntimeError("There is no count.")
    counted = {
        (subject.value, key, tally.open, tally.breached)
        for subject in Subject
        for key, tally in queries.count_by("process", Filters(subject), rollup).items()
    }
    return len(counted ^ set(fetch(RAW, {"at": rollup.at})))


def _measure_pages(chapter: Chapter, site: Site, lead: Any, scale: Scale) -> list[float]:
    times, links = _ask_board(site, lead, scale)
    _add(chapter, "A page of the board over HTTP, in each way to count", times)
    _add(chapter, "A list opened from a number", _ask_each(site, lead, _draw(links, scale.count(LISTS, 10))))
    return times


def _ask_board(site: Site, lead: Any, scale: Scale) -> tuple[list[float], list[str]]:
    cookies, links = sign_in(lead), []
    for way in WAYS:
        _status, _place, text = site.ask(f"/board/?{way}", cookies)
        links += [found.replace("&amp;", "&") for found in LINK.findall(text)]
    ways = [WAYS[number % len(WAYS)] for number in range(scale.count(PAGES, 8))]
    return _ask_each(site, lead, [f"/board/?{way}" for way in ways]), sorted(set(links))


def _draw(links: Sequence[str], most: int) -> list[str]:
    return random.Random(1).sample(links, min(most, len(links)))


def _ask_each(site: Site, person: Any, addresses: Iterable[str]) -> list[float]:
    cookies = sign_in(person)
    return [second for one in addresses for second in time_each(_asker(site, one, cookies), 1)]


def _asker(site: Site, address: str, cookies: dict[str, str]) -> Callable[[], None]:
    def ask() -> None:
        status, _place, _text = site.ask(address, cookies)
        if status != 200:
            raise RuntimeError(f"{address} answered {status}.")

    return ask


def _hide_files(scale: Scale) -> None:
    """Five cases each of restricted files that the lead is not cleared for."""
    parties = scale.count(HIDDEN, 5)
    keys = population.settle(parties)
    values = {
        "first": keys[0],
        "parties": parties,
        "by": make_person("board_keeper", "data_protection_officer").pk,
    }
    board_rows.run(HIDE, values)
    analyse("cases_case", "confidentiality_restrictedfile")


def _measure_veiled(chapter: Chapter, site: Site, lead: Any, scale: Scale) -> None:
    times, links = _ask_board(site, lead, scale)
    hidden = f"by a reader from whom {scale.count(HIDDEN, 5):,} files are hidden"
    _add(chapter, f"A page of the board {hidden}", times)
    _add(chapter, f"A list {hidden}", _ask_each(site, lead, _draw(links, scale.count(LISTS, 10))))


def _add(chapter: Chapter, what: str, times: list[float]) -> None:
    late = percentile(times, 0.95) * 1000
    chapter.add(what, describe_times(times), f"p95 ≤ {PAGE_MS} ms", late <= PAGE_MS)


def _count_live() -> None:
    """What a page of the board asked before there were counts: by process, by promise, and the forecast."""
    from django.db.models import Count, Min

    from app.board.sources import list_open_promises

    open_ones = list_open_promises(clock.now())
    for ways in (("of_process", "condition"), ("of_promise", "condition"), ("soon",)):
        list(open_ones.values(*ways).annotate(n=Count("pk"), first=Min("target_at")).order_by())
