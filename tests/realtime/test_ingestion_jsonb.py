"""What is taken in, PostgreSQL takes in too: as jsonb, to the last odd value."""

import orjson
import pytest
from sqlalchemy import Text, bindparam, cast, select
from sqlalchemy.dialects.postgresql import JSONB

from persistence.database import Database, Statement
from tests.realtime.sendings import event, number, taken

_AS_JSONB = Statement(select(cast(cast(bindparam("told", type_=Text), JSONB), Text)))

ODD = [
    b"{}",
    b'{"":""}',
    b'{"a":1,"a":2}',
    b' {\n"a"\t:\r[ ]} ',
    rb'{"a":"\/\b\f\n\r\t\"\\ \u00e9 \ud83d\ude00 \\u0000"}',
    '{"é":"\u2028\u007f\U0010ffff\ufffe"}'.encode(),
    b'{"a":[-0,-0.0,1E5,1e+300,1e-300,1.7976931348623157e308,5e-324,0.1e1]}',
    b'{"a":' + b"9" * 299 + b"}",
    b'{"a":' + b"[" * 31 + b"]" * 31 + b"}",
    b'{"' + b"k" * 20_000 + b'":"' + b"v" * 10_000 + b'"}',
    b'{"a":[' + b"1," * 10_000 + b"1]}",
    b'{"a":1e-20000}',
    b'{"a":0e99999}',
    b'{"a":0.' + b"0" * 20_000 + b"1}",
    b'{"a":1e400}',
    rb'{"a":"\u0000"}',
    rb'{"a":"\ud800"}',
    b'{"a":"\xed\xa0\x80"}',
    b'{"a":' + b"[" * 500 + b"]" * 500 + b"}",
    b'{"a":NaN}',
]


@pytest.mark.parametrize("place", range(len(ODD)))
async def test_whatever_is_kept_can_be_stored(database: Database, place: int) -> None:
    body = orjson.dumps({"events": [event(1), event(2, properties={"@": 0})]}).replace(b'{"@":0}', ODD[place])
    found = taken(body)
    assert len(found.told) == 2
    texts = [each.properties for each in found.events] + [each.event for each in found.quarantined]
    assert len(texts) == 2
    for text in texts:
        ((stored,),) = await database.fetch(_AS_JSONB, told=text)
        assert orjson.loads(stored) is not None
    assert str(found.events[0].id) == number(1)
