"""Who may write: pass phrases kept as salted hashes, wrong attempts slowed down, pages open to read and shut to write."""

import io
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from observatory import __main__ as command
from observatory import access, config, publication
from observatory.errors import DashboardError

if TYPE_CHECKING:
    from ..conftest import Visitor

ROOT = Path(__file__).resolve().parents[2]
NAME, PHRASE = "Marie Durand", "la fontaine du mail 1962"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Cheap guesses, and no attempt remembered from another test."""
    monkeypatch.setattr(access, "COST", 2**4)
    access._wrong.clear()
    access._nobody.cache_clear()
    yield
    access._wrong.clear()
    access._nobody.cache_clear()


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of one publisher, named by the settings."""
    path = tmp_path / "publishers.txt"
    monkeypatch.setenv("CAP_QUARTIERS_PUBLISHERS", str(path))
    access.add(NAME, PHRASE)
    return path


class Clock:
    """Seconds that a test moves on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_phrase_is_kept_as_a_salted_hash(file: Path) -> None:
    access.add("Jean Petit", PHRASE)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2 and PHRASE not in file.read_text(encoding="utf-8")
    assert len({line.split("$")[4] for line in lines}) == len({line.split("$")[5] for line in lines}) == 2
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert access.names() == (NAME, "Jean Petit")


def test_the_cost_of_a_guess_is_real(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("CAP_QUARTIERS_PUBLISHERS", str(file))
    access.add("Jean Petit", PHRASE)
    assert "scrypt$32768$8$1$" in file.read_text(encoding="utf-8")
    assert access.holds(access.sign_in("Jean Petit", PHRASE))


def test_the_right_name_and_phrase_give_the_right(file: Path) -> None:
    right = access.sign_in(f" {NAME} ", PHRASE)
    assert right.name == NAME and PHRASE not in repr(right)
    assert access.holds(right) and not access.holds(None)


def test_a_wrong_name_and_a_wrong_phrase_are_refused_alike(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[str] = []
    scrypt = access._scrypt

    def counted(phrase: str, *rest: object) -> bytes:
        worked.append(phrase)
        return scrypt(phrase, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(access, "_scrypt", counted)
    access._nobody()
    worked.clear()
    told = []
    for name, phrase in ((NAME, "une autre phrase"), ("Personne", PHRASE)):
        with pytest.raises(DashboardError) as refused:
            access.sign_in(name, phrase)
        told.append((refused.value.said("fr"), refused.value.said("en")))
    assert told[0] == told[1]
    # Both cost one guess: the time of the answer does not say who exists.
    assert worked == ["une autre phrase", PHRASE]


def test_wrong_attempts_are_slowed_down_more_and_more(file: Path) -> None:
    clock = Clock()
    for _ in range(access.FREE_ATTEMPTS):
        with pytest.raises(DashboardError, match="refusée"):
            access.sign_in(NAME, "une autre phrase", clock)
    waits = []
    for _ in range(12):
        before = clock.now
        # The good phrase must wait too, or waiting would say which phrase is good.
        with pytest.raises(DashboardError, match="Attendez"):
            access.sign_in(NAME, PHRASE, clock)
        clock.now = access._wrong[NAME][1]
        waits.append(clock.now - before)
        with pytest.raises(DashboardError, match="refusée"):
            access.sign_in(NAME, "une autre phrase", clock)
    assert waits == sorted(waits) and waits[0] >= 1 and waits[-1] == access.LONGEST_WAIT
    clock.now = access._wrong[NAME][1]
    assert access.holds(access.sign_in(NAME, PHRASE, clock), clock)
    assert NAME not in access._wrong


def test_names_that_nobody_has_share_one_count(file: Path) -> None:
    clock = Clock()
    for number in range(access.FREE_ATTEMPTS):
        with pytest.raises(DashboardError, match="refusée"):
            access.sign_in(f"Personne {number}", PHRASE, clock)
    with pytest.raises(DashboardError, match="Attendez"):
        access.sign_in("Quelqu’un d’autre", PHRASE, clock)
    assert len(access._wrong) == 1
    assert access.holds(access.sign_in(NAME, PHRASE, clock), clock)


def test_a_right_ends_with_its_hours_its_phrase_or_its_name(file: Path) -> None:
    clock = Clock()
    right = access.sign_in(NAME, PHRASE, clock)
    clock.now += access.LASTS - 1
    assert access.holds(right, clock)
    clock.now += 1
    assert not access.holds(right, clock)
    right = access.sign_in(NAME, PHRASE)
    access.add(NAME, "une phrase toute neuve")
    assert not access.holds(right)
    right = access.sign_in(NAME, "une phrase toute neuve")
    access.remove(NAME)
    assert not access.holds(right) and access.names() == ()


@pytest.mark.parametrize("content", [b"\xff\xfe", b"Marie Durand", b"Marie Durand:scrypt$1$2"])
def test_a_damaged_file_lets_nobody_in(file: Path, content: bytes) -> None:
    right = access.sign_in(NAME, PHRASE)
    file.write_bytes(content)
    for ask in (lambda: access.sign_in(NAME, PHRASE), lambda: access.holds(right)):
        with pytest.raises(DashboardError, match="Personne ne peut s’identifier"):
            ask()
    file.unlink()
    with pytest.raises(DashboardError, match="Personne ne peut s’identifier"):
        access.sign_in(NAME, PHRASE)


@pytest.mark.parametrize(
    "line", ["md5$16$8$1$AAAA$AAAA", "scrypt$0$8$1$AAAA$AAAA", "scrypt$x$8$1$AAAA$AAAA", "scrypt$16$8$1$AAAA$?"]
)
def test_a_damaged_line_fits_no_phrase(file: Path, line: str) -> None:
    file.write_text(f"{NAME}:{line}\n", encoding="utf-8")
    with pytest.raises(DashboardError, match="refusée"):
        access.sign_in(NAME, PHRASE)


@pytest.mark.parametrize(
    ("name", "phrase"),
    [("", PHRASE), ("a:b", PHRASE), ("#a", PHRASE), ("n" * 81, PHRASE), ("A", "court"), ("A", "p" * 201)],
)
def test_names_and_phrases_that_cannot_be_kept_are_refused(file: Path, name: str, phrase: str) -> None:
    before = file.read_bytes()
    with pytest.raises(DashboardError):
        access.add(name, phrase)
    assert file.read_bytes() == before


LOCAL = {"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:8501"}


@pytest.mark.parametrize(
    ("address", "headers", "expected"),
    [
        (None, LOCAL, True),
        ("::1", {"Host": "[::1]:8501", "Origin": "http://localhost:8501"}, True),
        ("192.168.1.7", LOCAL, False),
        (None, {**LOCAL, "X-Forwarded-For": "192.168.1.7"}, False),
        (None, {**LOCAL, "Forwarded": "for=192.168.1.7"}, False),
        (None, {**LOCAL, "Host": "quartiers.ville.fr"}, False),
        (None, {**LOCAL, "Origin": "https://quartiers.ville.fr"}, False),
        (None, {**LOCAL, "Origin": "null"}, False),
        (None, {**LOCAL, "Origin": "http://[x"}, False),
    ],
)
def test_a_proxy_is_not_the_machine_itself(address: str | None, headers: dict[str, str], expected: bool) -> None:
    assert access.is_local(address, headers) is expected


def reader(page: str, language: str = "fr") -> AppTest:
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=60)
    app.query_params["lang"] = language
    return app.switch_page(f"pages/{page}.py").run()


def sign_in(app: AppTest, phrase: str, name: str = NAME) -> AppTest:
    asked = {one.label: one for one in app.text_input}
    asked["Nom"].input(name)
    asked["Phrase secrète"].input(phrase)
    return next(one for one in app.button if one.label == "S’identifier").click().run()


def labels(app: AppTest) -> set[str]:
    return {one.label for one in (*app.button, *app.text_input, *app.text_area)}


def withdrawal(app: AppTest) -> AppTest:
    """The page once a release is chosen to be taken back."""
    choice = next(one for one in app.selectbox if one.key and one.key.startswith("publish-withdraw-choice"))
    return choice.set_value(3).run()


def test_publishing_needs_the_right(data: Path, file: Path, caplog: pytest.LogCaptureFixture) -> None:
    app = withdrawal(reader("publish"))
    assert not app.exception
    # The preview is for all to read; the button that publishes is not there.
    assert any("Ce que verraient les lecteurs" in block.value for block in app.get("html"))
    assert "Qui publie" not in labels(app) and not any("Retirer la publication" in one for one in labels(app))
    app = sign_in(app, "une autre phrase")
    assert "Identification refusée" in app.error[0].value
    app = sign_in(app, PHRASE)
    assert not app.error and any("Retirer la publication" in one for one in labels(app))
    author = next(one for one in app.text_input if one.label == "Qui publie")
    assert author.value == NAME and author.disabled
    assert PHRASE not in repr(app.session_state) + repr(app.query_params) + caplog.text
    app = next(one for one in app.button if one.label == "Se déconnecter").click().run()
    assert not any("Retirer la publication" in one for one in labels(app))


def test_a_release_is_signed_with_the_name_of_who_signed_in(
    data: Path, file: Path, serve: Callable[..., str], visit: Callable[..., "Visitor"], pick: Callable[..., None]
) -> None:
    database = str(data / "observatory.duckdb")
    server = serve(CAP_QUARTIERS_DATA=str(data), CAP_QUARTIERS_DATABASE=database, CAP_QUARTIERS_PUBLISHERS=str(file))
    page = visit(server).open("publish").page
    pick(page, "Publication", "n° 3 ·")
    expect(page.get_by_text("demande de s’identifier")).to_be_visible()
    expect(page.get_by_label("Qui publie")).to_have_count(0)
    page.get_by_label("Nom", exact=True).fill(NAME)
    page.get_by_label("Phrase secrète").fill(PHRASE)
    page.get_by_label("Phrase secrète").press("Enter")
    expect(page.get_by_label("Qui publie")).to_have_value(NAME)
    assert PHRASE not in page.url and "fontaine" not in page.url
    page.get_by_label("Note").fill("Erreur de fichier")
    page.get_by_label("Note").press("Tab")
    page.get_by_role("button", name="Retirer la publication n° 3").click()
    expect(page.get_by_text("Publication n° 4 faite.")).to_be_visible()
    assert publication.history()[-1].author == NAME


def test_signing_out_elsewhere_ends_the_session_here(data: Path, file: Path) -> None:
    app = sign_in(withdrawal(reader("publish")), PHRASE)
    assert any("Retirer la publication" in one for one in labels(app))
    access.remove(NAME)
    assert not any("Retirer la publication" in one for one in labels(app.run()))


def test_what_was_given_goes_back_to_publishers_only(data: Path, file: Path) -> None:
    """The files as given hold the figures that secrecy hides."""
    table = "indicateur;territoire;période;valeur\nDE-ABC;QP094027;2023;1320\n".encode()
    publication.commit(publication.check([publication.Given("chiffres.csv", table)]), "Camille", "")

    def offered(app: AppTest) -> list[str]:
        return [one.proto.label for one in app.get("download_button") if "chiffres.csv" in one.proto.label]

    app = withdrawal(reader("publish"))
    assert offered(app) == []
    app = sign_in(app, PHRASE)
    assert len(offered(app)) == 1
    # Any release can be chosen, however old.
    table = "indicateur;territoire;période;valeur\nDE-ABC;QP094027;2024;1330\n".encode()
    publication.commit(publication.check([publication.Given("suite.csv", table)]), "Camille", "")
    app = sign_in(withdrawal(reader("publish")), PHRASE)
    assert offered(app) == []
    choice = next(one for one in app.selectbox if one.key and one.key.startswith("publish-kept-choice"))
    assert [option.split(" · ")[0] for option in choice.options] == ["n° 5", "n° 4"]
    app = choice.set_value(4).run()
    assert len(offered(app)) == 1 and not app.exception


def test_saving_a_sequence_needs_the_right(data: Path, file: Path) -> None:
    app = reader("committee")
    assert not any(one.startswith("Enregistrer") for one in labels(app))
    app = sign_in(app, PHRASE)
    assert any(one.startswith("Enregistrer") for one in labels(app)) and not app.exception


@pytest.mark.parametrize(
    ("page", "box", "button"),
    [
        ("actions", "judge", "Publier l’avis"),
        ("actions", "decide", "Noter la décision"),
        ("neighbourhood", "analyse", "Publier le texte"),
        ("indicator", "analyse", "Publier le texte"),
    ],
)
def test_what_people_say_needs_the_right(data: Path, file: Path, page: str, box: str, button: str) -> None:
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=60)
    app.session_state[box] = True
    app.switch_page(f"pages/{page}.py").run()
    assert "Phrase secrète" in labels(app) and button not in labels(app)
    app = sign_in(app, PHRASE)
    assert button in labels(app) and not app.exception


def test_without_a_setting_only_the_machine_itself_writes(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert config.settings().publishers is None
    monkeypatch.setattr(ContextProxy, "headers", property(lambda _: LOCAL))
    monkeypatch.setattr(ContextProxy, "ip_address", property(lambda _: None))
    assert "Qui publie" in labels(withdrawal(reader("publish")))
    monkeypatch.setattr(ContextProxy, "ip_address", property(lambda _: "192.168.1.7"))
    app = withdrawal(reader("publish"))
    assert "Qui publie" not in labels(app)
    assert any("CAP_QUARTIERS_PUBLISHERS" in one.value for one in app.info)
    app = withdrawal(reader("publish", "en"))
    assert any("Writing is only possible" in one.value for one in app.info)


def test_the_way_in_is_said_in_english(data: Path, file: Path) -> None:
    app = withdrawal(reader("publish", "en"))
    assert {"Name", "Pass phrase", "Sign in"} <= labels(app)
    asked = {one.label: one for one in app.text_input}
    asked["Name"].input(NAME)
    asked["Pass phrase"].input("another phrase")
    app = next(one for one in app.button if one.label == "Sign in").click().run()
    assert "Sign-in refused" in app.error[0].value


def test_publishers_are_named_from_the_command_line(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("une phrase assez longue\n"))
    assert command.main(["publishers", "add", "Jean Petit"]) == 0
    assert capsys.readouterr().out.splitlines() == [NAME, "Jean Petit"]
    assert access.holds(access.sign_in("Jean Petit", "une phrase assez longue"))
    monkeypatch.setattr("sys.stdin", io.StringIO("court\n"))
    assert command.main(["publishers", "add", "Jean Petit"]) == 1
    assert "12" in capsys.readouterr().err
    assert command.main(["publishers", "remove", NAME]) == 0
    assert command.main(["publishers", "remove", NAME]) == 1
    capsys.readouterr()
    monkeypatch.delenv("CAP_QUARTIERS_PUBLISHERS")
    assert command.main(["publishers", "list"]) == 1
    assert "CAP_QUARTIERS_PUBLISHERS" in capsys.readouterr().err
