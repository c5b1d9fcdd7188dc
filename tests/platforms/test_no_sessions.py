"""What an ASA prints where there is no session is understood, and is nothing."""

from remediate.platforms.session_shows import session_sas


def test_no_session_is_nothing_to_wonder_at():
    text = b"\nINFO: There are presently no active sessions of the type specified\n"
    assert session_sas(text, file="r1/show_vpn-sessiondb_detail_l2l.txt") == ((), ())


def test_other_words_are_shown():
    found, left = session_sas(b"\nsomething else\n", file="r1/x.txt")
    assert found == ()
    assert [item.first for item in left] == ["something else"]
