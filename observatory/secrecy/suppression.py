"""Secondary suppression: cells hidden so that no hidden cell can be recomputed, and the audit that shows it."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix, csc_matrix, csr_matrix, hstack, identity
from scipy.sparse.csgraph import connected_components

from observatory.secrecy.rules import Flags, Floats
from observatory.secrecy.system import Ints, Protection, System

TINY = 1e-6
FAR = 1000.0
COLUMNS_AT_ONCE = 20_000
UNPROTECTED_COST = 1e6
ROUNDS = 1000


@dataclass(frozen=True, slots=True)
class Audit:
    """What a reader can learn: arrays with one entry per target, a variable that is hidden or a sensitive remainder.

    least and most: bounds of the interval for a reader who knows the rules, at most FAR from the true value; NaN where a
    move that keeps all published totals was seen at once. open: at least two whole numbers are possible.
    wide: of a guarded quantity, the interval of a reader who does not use the rules leaves the guarded range.
    """

    target: Ints
    least: Floats
    most: Floats
    open: Flags
    wide: Flags


def complete(system: System, protection: Protection) -> list[int]:
    """Hide complementary cells in `protection` until the audit passes; positions of cells that cannot be protected.

    A cell cannot be protected when only frozen figures surround it.
    """
    exposed: set[int] = set()
    _close(system, protection, exposed)
    if not len(system.constant):
        return sorted(exposed)
    matrix = csr_matrix(
        coo_matrix(
            (system.coefficient, (system.relation, system.variable)), shape=(len(system.constant), len(system.value))
        )
    )
    given_up = np.zeros(len(system.value), dtype=bool)
    for _ in range(ROUNDS):
        found = audit(system, protection, matrix, given_up)
        failing = ~(found.open & found.wide)
        if not failing.any():
            break
        _protect_some(system, protection, matrix, found, np.flatnonzero(failing), given_up)
        _close(system, protection, exposed)
    exposed |= {int(cell) for cell in system.cell[given_up] if cell >= 0}
    return sorted(exposed)


def _close(system: System, protection: Protection, exposed: set[int]) -> None:
    """Hide what goes with hidden cells: other releases of a complementary cell, quotients and what gives them back."""
    quotients = system.quotients
    above, below, own = (quotients[name].to_numpy(dtype=np.int64) for name in ("above", "below", "own"))
    few = quotients["few"].to_numpy(dtype=bool)
    has_own = own >= 0
    at = np.maximum(own, 0)
    hidden, frozen = protection.hidden, protection.frozen
    original = protection.hidden.copy()
    while True:
        before = int(hidden.sum())
        if len(quotients):
            unknown = hidden[above] | hidden[below]
            hidden[at[has_own & unknown & ~frozen[at]]] = True
            must = (has_own & hidden[at]) | few
            bare = must & ~hidden[above] & ~hidden[below]
            hidden[above[bare & ~frozen[above]]] = True
            bare &= frozen[above]
            hidden[below[bare & ~frozen[below]]] = True
            given = bare & frozen[below] & has_own & ~frozen[at]
            exposed.update(int(cell) for cell in own[given])
        added = hidden & ~original
        if added.any() and len(system.twins):
            numbers = np.unique(system.twins[added & (system.twins >= 0)])
            hidden |= np.isin(system.twins, numbers) & (system.twins >= 0) & ~frozen & protection.known
        if int(hidden.sum()) == before:
            return


def _free(system: System, protection: Protection) -> Flags:
    return (system.cell < 0) | protection.hidden[np.maximum(system.cell, 0)]


@dataclass(slots=True)
class _Part:
    """What is left of the relations once published values are put in: only hidden variables."""

    matrix: csc_matrix
    constant: Floats
    index: Ints
    point: Floats
    least: Floats
    most: Floats
    component: Ints


def _remaining(
    system: System, protection: Protection, matrix: csr_matrix, everything: bool = False
) -> tuple[_Part, Ints]:
    """The hidden variables of connected parts that hold a target, or all, and the targets as indices into them."""
    free = _free(system, protection)
    target = free & system.aimed
    constant = system.constant - matrix[:, ~free] @ np.nan_to_num(system.value[~free])
    inner = csr_matrix(matrix[:, free])
    index = np.flatnonzero(free)
    rows, columns = inner.nonzero()
    size = inner.shape[0] + inner.shape[1]
    graph = coo_matrix((np.ones(len(rows)), (rows, columns + inner.shape[0])), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    wanted = np.zeros(size, dtype=bool)
    wanted[label[inner.shape[0] :][target[index] | everything]] = True
    rows_kept = wanted[label[: inner.shape[0]]] & (np.diff(inner.indptr) > 0)
    columns_kept = wanted[label[inner.shape[0] :]]
    index = index[columns_kept]
    part = _Part(
        matrix=csc_matrix(inner[rows_kept][:, columns_kept]),
        constant=constant[rows_kept],
        index=index,
        point=system.value[index].copy(),
        least=system.least[index].copy(),
        most=system.most[index].copy(),
        component=label[inner.shape[0] :][columns_kept],
    )
    return part, np.flatnonzero(target[index])


def _find_point(part: _Part) -> None:
    """Fill in values that came empty with some that agree with all relations; drop relations that nothing agrees with."""
    missing = np.isnan(part.point)
    if not missing.any():
        return
    affected = np.isin(part.component, np.unique(part.component[missing]))
    columns = np.flatnonzero(affected)
    rows = np.flatnonzero(np.diff(csr_matrix(part.matrix[:, columns]).indptr) > 0)
    inner = csc_matrix(part.matrix[rows][:, columns])
    for attempt in ("known bounds", "no bounds"):
        if attempt == "no bounds":
            part.least[missing], part.most[missing] = 0.0, np.inf
        both = hstack([inner, identity(len(rows)), -identity(len(rows))], format="csc")
        cost = np.concatenate([np.zeros(len(columns)), np.ones(2 * len(rows))])
        bounds = np.column_stack(
            [
                np.concatenate([part.least[columns], np.zeros(2 * len(rows))]),
                np.concatenate([part.most[columns], np.full(2 * len(rows), np.inf)]),
            ]
        )
        solved = linprog(cost, A_eq=both, b_eq=part.constant[rows], bounds=bounds, method="highs")
        slack = solved.x[len(columns) : len(columns) + len(rows)] - solved.x[len(columns) + len(rows) :]
        part.point[columns] = solved.x[: len(columns)]
        if np.abs(slack).max(initial=0) < TINY:
            return
    kept = np.ones(part.matrix.shape[0], dtype=bool)
    kept[rows[np.abs(slack) >= TINY]] = False
    part.matrix, part.constant = csc_matrix(csr_matrix(part.matrix)[kept]), part.constant[kept]


def audit(system: System, protection: Protection, matrix: csr_matrix, given_up: Flags | None = None) -> Audit:
    """Measure what a reader can learn of each hidden variable; those `given_up` pass."""
    part, targets = _remaining(system, protection, matrix)
    _find_point(part)
    if given_up is not None:
        targets = targets[~given_up[part.index[targets]]]
    count = len(targets)
    least, most = np.full(count, np.nan), np.full(count, np.nan)
    none, all_of = np.zeros(len(part.index)), np.full(len(part.index), np.inf)
    up, down = _absorbers(part, part.least, part.most)
    step = np.ones(count)
    opened = _moves(part, targets, step, up, down, part.least, part.most) | _moves(
        part, targets, -step, up, down, part.least, part.most
    )
    low, high = system.low[part.index[targets]], system.high[part.index[targets]]
    guarded = ~np.isnan(low)
    wide = ~guarded
    if guarded.any():
        up, down = _absorbers(part, none, all_of)
        here = part.point[targets]
        wide |= _moves(part, targets, high + 1 - here, up, down, none, all_of)
        wide |= _moves(part, targets, low - 1 - here, up, down, none, all_of)
    unsure = np.flatnonzero(~opened)
    if len(unsure):
        lower, upper = _intervals(part, targets[unsure], part.least, part.most)
        least[unsure], most[unsure] = lower, upper
        opened[unsure] = np.floor(upper + TINY) - np.ceil(lower - TINY) >= 1
    unsure = np.flatnonzero(~wide)
    if len(unsure):
        lower, upper = _intervals(part, targets[unsure], none, all_of)
        wide[unsure] = (upper > high[unsure] + 1 - TINY) | (lower < low[unsure] - 1 + TINY)
    return Audit(part.index[targets], least, most, opened, wide)


def _absorbers(part: _Part, least: Floats, most: Floats) -> tuple[tuple[Floats, ...], tuple[Floats, ...]]:
    """Per relation, how far its own variables (those in no other) can take a change: best, second best, whose the best is."""
    matrix = part.matrix
    single = np.diff(matrix.indptr) == 1
    column = np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))
    taken = single[column]
    row, column, coefficient = matrix.indices[taken], column[taken], matrix.data[taken]
    above = (most[column] - part.point[column]) * np.abs(coefficient)
    below = (part.point[column] - least[column]) * np.abs(coefficient)
    found = []
    for room in (np.where(coefficient > 0, above, below), np.where(coefficient > 0, below, above)):
        order = np.lexsort((-room, row))
        rank_row, rank_room, rank_column = row[order], room[order], column[order]
        first = np.ones(len(order), dtype=bool)
        first[1:] = rank_row[1:] != rank_row[:-1]
        second = np.zeros(len(order), dtype=bool)
        second[1:] = first[:-1] & ~first[1:]
        best, next_best = np.zeros(matrix.shape[0]), np.zeros(matrix.shape[0])
        whose = np.full(matrix.shape[0], -1.0)
        best[rank_row[first]], whose[rank_row[first]] = rank_room[first], rank_column[first]
        next_best[rank_row[second]] = rank_room[second]
        found.append((best, next_best, whose))
    return found[0], found[1]


def _moves(
    part: _Part,
    targets: Ints,
    change: Floats,
    up: tuple[Floats, ...],
    down: tuple[Floats, ...],
    least: Floats,
    most: Floats,
) -> Flags:
    """Whether each target can change by so much with one variable of its own absorbing it in each of its relations."""
    matrix = part.matrix
    able = np.ones(len(targets), dtype=bool)
    with np.errstate(invalid="ignore"):
        moved = part.point[targets] + change
        able &= (moved >= least[targets] - TINY) & (moved <= most[targets] + TINY)
    lengths = np.diff(matrix.indptr)[targets]
    which = np.repeat(np.arange(len(targets)), lengths)
    entry = np.repeat(matrix.indptr[targets], lengths) + (
        np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    )
    row = matrix.indices[entry]
    need = -matrix.data[entry] * change[which]
    room = np.zeros(len(entry))
    for positive, (best, second, whose) in ((True, up), (False, down)):
        chosen = np.where(whose[row] == targets[which], second[row], best[row])
        room = np.where((need > 0) == positive, chosen, room)
    with np.errstate(invalid="ignore"):
        short = ~(room >= np.abs(need) - TINY)
    able[np.unique(which[short])] = False
    return able


def _chunks(sizes: Iterable[int]) -> list[list[int]]:
    chunks: list[list[int]] = [[]]
    total = 0
    for number, size in enumerate(sizes):
        if total and total + size > COLUMNS_AT_ONCE:
            chunks.append([])
            total = 0
        chunks[-1].append(number)
        total += size
    return chunks


@dataclass(frozen=True, slots=True)
class _Block:
    """A small matrix by its entries, so that many can be put side by side quickly."""

    row: Ints
    column: Ints
    data: Floats
    height: int
    width: int


def _block(matrix: csr_matrix, rows: Ints, columns: Ints) -> _Block:
    """The entries of `matrix` in `rows` and `columns`, both sorted."""
    lengths = np.diff(matrix.indptr)[rows]
    row = np.repeat(np.arange(len(rows)), lengths)
    entry = np.repeat(matrix.indptr[rows] - np.cumsum(lengths) + lengths, lengths) + np.arange(len(row))
    place = np.searchsorted(columns, matrix.indices[entry])
    inside = np.append(columns, -1)[place] == matrix.indices[entry]
    return _Block(row[inside], place[inside], matrix.data[entry][inside], len(rows), len(columns))


def _intervals(part: _Part, targets: Ints, least: Floats, most: Floats) -> tuple[Floats, Floats]:
    """Smallest and largest value of each target that agree with the relations, by linear programming."""
    by_row = csr_matrix(part.matrix)
    order = np.argsort(part.component, kind="stable")
    sorted_component = part.component[order]
    members: dict[int, Ints] = {}
    inner: dict[int, tuple[_Block, Floats]] = {}
    for number in np.unique(part.component[targets]):
        start, end = np.searchsorted(sorted_component, [number, number + 1])
        columns = np.sort(order[start:end])
        entries = np.concatenate(
            [part.matrix.indices[part.matrix.indptr[c] : part.matrix.indptr[c + 1]] for c in columns]
        )
        rows = np.unique(entries).astype(np.int64)
        members[int(number)] = columns
        inner[int(number)] = _block(by_row, rows, columns), part.constant[rows]
    lower, upper = np.zeros(len(targets)), np.zeros(len(targets))
    for chunk in _chunks(2 * len(members[int(part.component[target])]) for target in targets):
        blocks, constants, costs, bounds, places = [], [], [], [], []
        begin = 0
        for number in chunk:
            target = targets[number]
            columns = members[int(part.component[target])]
            block, constant = inner[int(part.component[target])]
            place = int(np.searchsorted(columns, target))
            # Kept within reach of the true value, as only the near end of an endless interval matters.
            low, high = least[columns].copy(), most[columns].copy()
            low[place] = max(low[place], part.point[target] - FAR)
            high[place] = min(high[place], part.point[target] + FAR)
            for sign in (1.0, -1.0):
                cost = np.zeros(len(columns))
                cost[place] = sign
                blocks.append(block)
                constants.append(constant)
                costs.append(cost)
                bounds.append(np.column_stack([low, high]))
                places.append(begin + place)
                begin += len(columns)
        solved = _solve(blocks, constants, costs, bounds)
        lower[chunk], upper[chunk] = solved[places[::2]], solved[places[1::2]]
    return lower, upper


def _solve(blocks: list[_Block], constants: list[Floats], costs: list[Floats], bounds: list[Floats]) -> Floats:
    """The solution of independent linear programs, solved as one."""
    rows = np.cumsum([0, *(block.height for block in blocks)])
    columns = np.cumsum([0, *(block.width for block in blocks)])
    matrix = csc_matrix(
        (
            np.concatenate([block.data for block in blocks]),
            (
                np.concatenate([block.row + row for block, row in zip(blocks, rows, strict=False)]),
                np.concatenate([block.column + column for block, column in zip(blocks, columns, strict=False)]),
            ),
        ),
        shape=(rows[-1], columns[-1]),
    )
    solved = linprog(
        np.concatenate(costs),
        A_eq=matrix,
        b_eq=np.concatenate(constants),
        bounds=np.concatenate(bounds),
        method="highs",
    )
    if solved.x is None:
        raise RuntimeError(f"the audit of statistical secrecy has no solution: {solved.message}")
    answer: Floats = solved.x
    return answer


def _protect_some(
    system: System, protection: Protection, matrix: csr_matrix, found: Audit, failing: Ints, given_up: Flags
) -> None:
    """Hide the cheapest complements of failing targets that do not share a neighbourhood; give up on those without any."""
    free = _free(system, protection)
    at = np.maximum(system.cell, 0)
    mobile = free | ((system.cell >= 0) & ~protection.frozen[at] & protection.known[at])
    columns = csc_matrix(matrix)
    part, _ = _remaining(system, protection, matrix, everything=True)
    _find_point(part)
    point = system.value.copy()
    point[part.index] = part.point
    point = np.nan_to_num(point)
    least, most = system.least.copy(), system.most.copy()
    least[part.index], most[part.index] = part.least, part.most
    least, most = np.where(free, least, 0.0), np.where(free, most, np.inf)
    cost = np.where(free, 1e-4, 1 + np.log1p(np.abs(point)))
    used = np.zeros(len(system.value), dtype=bool)
    for wider in (False, True):
        jobs: list[tuple[int, Ints, Ints, bool]] = []
        for number in failing:
            target = int(found.target[number])
            rows, inside = _neighbourhood(matrix, columns, mobile, target, wider)
            if used[inside].any():
                continue
            used[inside] = True
            jobs.append((target, rows, inside, bool(found.open[number])))
        if not jobs:
            return
        alone = _hide_cheapest(system, protection, matrix, jobs, point, least, most, cost)
        if len(alone) < len(jobs):
            return
        # None could be protected from nearby: look at everything that is connected.
        used[:] = False
        failing = np.array([number for number in failing if int(found.target[number]) in alone])
        if wider:
            given_up[alone] = True


def _neighbourhood(
    matrix: csr_matrix, columns: csc_matrix, mobile: Flags, target: int, wider: bool
) -> tuple[Ints, Ints]:
    """Relations around a target, and the variables that may move while no other relation is touched."""
    inside = np.array([target])
    rows = np.zeros(0, dtype=np.int64)
    step = 0
    while True:
        reached = np.unique(columns[:, inside].indices)
        step += 1
        if len(reached) == len(rows) or (step > 3 and not wider):
            break
        rows = reached
        around = np.unique(matrix[rows].indices)
        inside = around[mobile[around]]
    around = np.unique(matrix[rows].indices)
    around = around[mobile[around]]
    touched = columns[:, around]
    within = np.isin(touched.indices, rows)
    owner = np.repeat(np.arange(len(around)), np.diff(touched.indptr))
    closed = np.bincount(owner, ~within, len(around)) == 0
    return rows.astype(np.int64), around[closed].astype(np.int64)


def _hide_cheapest(
    system: System,
    protection: Protection,
    matrix: csr_matrix,
    jobs: list[tuple[int, Ints, Ints, bool]],
    point: Floats,
    least: Floats,
    most: Floats,
    cost: Floats,
) -> list[int]:
    """For each job, hide the cells of the cheapest move that protects its target; targets that no move protects."""
    alone: list[int] = []
    sizes = [4 * (2 * len(inside) + 1) for _, _, inside, _ in jobs]
    for chunk in _chunks(sizes):
        blocks, constants, costs, bounds = [], [], [], []
        asked: list[tuple[int, int, int, bool]] = []
        start = 0
        for number in chunk:
            target, rows, inside, opened = jobs[number]
            inner = _block(matrix, rows, inside)
            size = len(inside)
            place = int(np.searchsorted(inside, target))
            low, high = system.low[target], system.high[target]
            moves: list[tuple[float, bool]] = []
            if not opened:
                moves += [(1.0, True), (-1.0, True)]
            if not np.isnan(low):
                moves += [(high + 1 - point[target], False), (low - 1 - point[target], False)]
            for change, informed in moves:
                under = least[inside] if informed else np.zeros(len(inside))
                over = most[inside] if informed else np.full(len(inside), np.inf)
                up = np.maximum(over - point[inside], 0)
                down = np.maximum(point[inside] - under, 0)
                # Up and down moves side by side, and a last row for the target's own move, with what is missing of it.
                last = np.full(3, len(rows))
                blocks.append(
                    _Block(
                        np.concatenate([inner.row, inner.row, last]),
                        np.concatenate([inner.column, inner.column + size, [place, size + place, 2 * size]]),
                        np.concatenate([inner.data, -inner.data, [1.0, -1.0, 1.0 if change > 0 else -1.0]]),
                        len(rows) + 1,
                        2 * size + 1,
                    )
                )
                constants.append(np.concatenate([np.zeros(len(rows)), [change]]))
                costs.append(np.concatenate([cost[inside], cost[inside], [UNPROTECTED_COST]]))
                bounds.append(np.column_stack([np.zeros(2 * len(inside) + 1), np.concatenate([up, down, [np.inf]])]))
                asked.append((number, start, len(inside), informed))
                start += 2 * len(inside) + 1
        solved = _solve(blocks, constants, costs, bounds)
        whole_cost = np.concatenate(costs)
        best: dict[tuple[int, bool], tuple[float, Ints]] = {}
        for number, begin, size, informed in asked:
            answer = solved[begin : begin + 2 * size + 1]
            price = float(answer @ whole_cost[begin : begin + 2 * size + 1])
            moved = np.abs(answer[:size] - answer[size : 2 * size]) > TINY
            if answer[-1] > TINY:
                continue
            key = (number, informed)
            if key not in best or price < best[key][0]:
                best[key] = (price, jobs[number][2][moved])
        for number in chunk:
            target, _, _, opened = jobs[number]
            needed = ([] if opened else [True]) + ([] if np.isnan(system.low[target]) else [False])
            if any((number, informed) not in best for informed in needed):
                alone.append(target)
                continue
            for informed in needed:
                cells = system.cell[best[number, informed][1]]
                protection.hidden[cells[cells >= 0]] = True
    return alone
