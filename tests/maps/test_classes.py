"""Stepped classes: every value in one class, bounds that exist, few values, and a scale about a reference."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from mapclassify import FisherJenks

from observatory import maps


def counts(classes, values):
    found = [0] * len(classes)
    for value in values:
        found[classes.index(value)] += 1
    return found


@pytest.mark.parametrize("size", [6, 42, 300])
@pytest.mark.parametrize("around", [None, 30.0, 5.0])
def test_every_value_is_in_one_class_and_within_its_bounds(size, around):
    rng = random.Random(size)
    values = [rng.gauss(30, 6) for _ in range(size)]
    classes = maps.classify(values, 1, around)
    assert 1 <= len(classes) <= 5
    assert list(classes.bounds) == sorted(set(classes.bounds))
    assert len(classes.steps) == len(classes.bounds)
    assert all(0 <= step <= 4 for step in classes.steps)
    assert sum(counts(classes, values)) == size
    assert min(counts(classes, values)) > 0
    for value in values:
        low, high = classes.range(classes.index(value))
        assert low <= round(value, 1) <= high


def test_ranges_never_share_a_figure():
    classes = maps.classify([10, 11.5, 12.2, 14, 15.5, 18, 25, 30.1], 1)
    ranges = [classes.range(index) for index in range(len(classes))]
    assert all(round(b[0] - a[1], 6) == 0.1 for a, b in zip(ranges, ranges[1:], strict=False))


def test_few_or_equal_values():
    assert maps.classify([7.0], 0).bounds == (7.0,)
    assert maps.classify([7.0, 7.0, 7.0], 0).bounds == (7.0,)
    assert maps.classify([1.0, 2.0, 2.04], 1).bounds == (1.0, 2.0)
    assert len(maps.classify([], 1)) == 0
    assert len(maps.classify([5.0, 5.0], 0, around=5.0)) == 1


def test_no_class_is_named_across_the_centre():
    classes = maps.classify([100.0, 330, 613, 1110, 1310, 1332], 0, around=1200.0)
    ranges = [classes.range(index) for index in range(len(classes))]
    assert ranges[-1] == (1200, 1332)
    assert all(not low < 1200 < high for low, high in ranges)


def test_a_diverging_scale_never_mixes_the_two_sides():
    values = [20.0, 22, 25, 29.9, 30.1, 34, 38, 45, 50]
    classes = maps.classify(values, 1, around=30.0)
    for value in values:
        step = classes.steps[classes.index(value)]
        if value < 27:
            assert step < 2
        elif value > 33:
            assert step > 2
        else:
            assert step == 2


def test_values_all_on_one_side_keep_to_its_colours():
    classes = maps.classify([10.0, 12, 14, 16, 18, 19, 21], 0, around=40.0)
    assert len(classes) > 2
    assert max(classes.steps) < 2


def test_threads_that_arrive_together_get_the_same_classes():
    values = [[float(n * k % 37) for n in range(60)] for k in range(1, 9)]
    alone = [maps.classify(v, 0) for v in values]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda v: maps.classify(v, 0), values)) == alone


@pytest.mark.filterwarnings("ignore:Numba")
@pytest.mark.parametrize("seed", range(40))
def test_natural_breaks_are_those_of_mapclassify(seed):
    """Fisher's method gives one best partition; which library looks for it makes no difference."""
    rng = random.Random(seed)
    values = [round(rng.gauss(30, 10), 1) for _ in range(rng.randint(20, 90))]
    bins = FisherJenks(values, k=5).bins.tolist()
    assert maps.classify(values, 1).bounds == pytest.approx(bins)
