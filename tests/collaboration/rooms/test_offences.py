from collaboration.rooms.closing import Closing
from collaboration.rooms.offences import Offences

BAD = Closing(4422, "no honest client")


def test_whoever_is_refused_too_often_is_kept_out_for_a_minute() -> None:
    offences = Offences(10)

    for _ in range(10):
        offences.note(1, BAD, now=0)
    before = offences.is_kept_out(1, now=0)
    offences.note(1, BAD, now=0)

    assert not before
    assert offences.is_kept_out(1, now=59)
    assert not offences.is_kept_out(2, now=59)
    assert not offences.is_kept_out(1, now=60)


def test_leaving_and_being_sent_away_is_no_offence() -> None:
    offences = Offences(10)

    for code in (1012, 4401, 4403, 4408, 4503):
        for _ in range(50):
            offences.note(1, Closing(code, ""), now=0)

    assert not offences.is_kept_out(1, now=0)
