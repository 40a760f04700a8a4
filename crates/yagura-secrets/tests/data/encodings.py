"""Writes the tables whose values stand as differences, or with their bytes apart: delta-all.parquet, split.parquet.

usage: encodings.py FOLDER (with pyarrow 26; forty rows, made up)
"""

import sys
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 40


def my_number(seed):
    """A number with its check digit (the ministerial ordinance's rule)."""
    digits = [int(digit) for digit in f"{seed * 7919 % 10**11:011d}"]
    weights = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
    rest = sum(digit * weight for digit, weight in zip(digits, weights)) % 11
    return "".join(map(str, digits)) + str(0 if rest <= 1 else 11 - rest)


numbers = [my_number(1300000 + index) for index in range(ROWS)]
missing = [None if index % 8 == 3 else int(number) for index, number in enumerate(numbers)]
days = [3650 + index * 211 for index in range(ROWS)]
mails = [f"taro{index}@tokiwa-maigo.example" for index in range(ROWS)]

delta = pa.table(
    {
        "マイナンバー": pa.array(missing, pa.int64()),
        "birth_date": pa.array(days, pa.int32()).cast(pa.date32()),
        "メールアドレス": pa.array(mails),
        "email": pa.array(sorted(mails)),
        "my_number_char": pa.array([number.encode() for number in numbers], pa.binary(12)),
        "nothing": pa.array([None] * ROWS, pa.int64()),
        "no_text": pa.array([None] * ROWS, pa.string()),
        "no_more": pa.array([None] * ROWS, pa.string()),
    }
)
encodings = {
    "マイナンバー": "DELTA_BINARY_PACKED",
    "birth_date": "DELTA_BINARY_PACKED",
    "メールアドレス": "DELTA_LENGTH_BYTE_ARRAY",
    "email": "DELTA_BYTE_ARRAY",
    "my_number_char": "DELTA_BYTE_ARRAY",
    "nothing": "DELTA_BINARY_PACKED",
    "no_text": "DELTA_LENGTH_BYTE_ARRAY",
    "no_more": "DELTA_BYTE_ARRAY",
}
folder = Path(sys.argv[1])
pq.write_table(delta, folder / "delta-all.parquet", compression="snappy", use_dictionary=False, column_encoding=encodings)

split = pa.table(
    {
        "マイナンバー": pa.array([None if number is None else float(number) for number in missing], pa.float64()),
        "my_number_whole": pa.array([int(number) for number in numbers], pa.int64()),
        "birth_date": pa.array(days, pa.int32()).cast(pa.date32()),
        "my_number_decimal": pa.array([Decimal(number) for number in numbers], pa.decimal128(14)),
        "amount": pa.array([index / 4 for index in range(ROWS)], pa.float32()),
    }
)
pq.write_table(
    split,
    folder / "split.parquet",
    compression="zstd",
    use_dictionary=False,
    column_encoding={name: "BYTE_STREAM_SPLIT" for name in split.column_names},
    data_page_version="2.0",
)
