"""Fills an emulated account with data: what is sensitive, what only looks like it, and what hostile names do.

usage: data.py ENDPOINT
"""

import gzip
import io
import json
import sys
import zipfile
from pathlib import Path

import boto3

ENDPOINT = sys.argv[1]
REGION = "us-east-1"
# Written in parts, so that this file holds none of it either.
PLANTED = "Tokiwa-" + "Maigo-7713"


def client(service):
    return boto3.client(service, endpoint_url=ENDPOINT, region_name=REGION, aws_access_key_id="testing", aws_secret_access_key="testing")


def my_number(seed):
    """A number with its check digit (the ministerial ordinance's rule)."""
    digits = [int(digit) for digit in f"{seed * 7919 % 10**11:011d}"]
    weights = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
    rest = sum(digit * weight for digit, weight in zip(digits, weights)) % 11
    return "".join(map(str, digits)) + str(0 if rest <= 1 else 11 - rest)


def people(count, first):
    names = ["常盤花子", "真名井太郎", "佐藤一郎", "鈴木次郎", "高橋三郎"]
    for index in range(first, first + count):
        yield {
            "氏名": names[index % 5],
            "マイナンバー": my_number(900000 + index),
            "メールアドレス": f"planted-{index}@tokiwa-maigo.example",
            "電話番号": f"090-{1000 + index}-{4000 + index}",
        }


def csv(rows):
    rows = list(rows)
    return "\r\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows)]) + "\r\n"


def xlsx(rows):
    rows = list(rows)
    table = [list(rows[0]), *(list(row.values()) for row in rows)]
    strings = sorted({cell for row in table for cell in row})
    shared = "".join(f"<si><t>{text}</t></si>" for text in strings)
    body = "".join(
        "<row>" + "".join(f'<c t="s"><v>{strings.index(cell)}</v></c>' for cell in row) + "</row>" for row in table
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/sharedStrings.xml", f"<sst>{shared}</sst>")
        book.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{body}</sheetData></worksheet>")
    return packed.getvalue()


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


s3 = client("s3")
for name in ["customers", "partner", "quiet", "locked", "hollow"]:
    s3.create_bucket(Bucket=name)


def put(bucket, key, body, **more):
    s3.put_object(Bucket=bucket, Key=key, Body=body, **more)


put("customers", "open/名簿.csv", csv(people(40, 0)).encode("cp932"))
put("customers", "kept/register.xlsx", xlsx(people(30, 100)))
lines = "".join(json.dumps({"email": person["メールアドレス"], "phone": person["電話番号"]}) + "\n" for person in people(25, 200))
put("customers", "kept/events.jsonl.gz", gzip.compress(lines.encode()))
for name in ["snappy", "brotli"]:
    table = Path(__file__).parents[3] / f"yagura-secrets/tests/data/{name}.parquet"
    put("customers", f"lake/{name}.parquet", table.read_bytes())
put("customers", "env/app.env", f"DB_PASSWORD={PLANTED}\n".encode())
put("customers", "names/planted-7@tokiwa-maigo.example.txt", b"owner: planted-7@tokiwa-maigo.example\n")
# Twelve digits, and none of them a person's: order numbers, account ids, times.
orders = "order,account,at\n" + "".join(f"{20261122 * 10**4 + index},123456789012,2026-11-22T00:00:{index % 60:02d}Z\n" for index in range(60))
put("customers", "decoys/orders.csv", orders.encode())
put("customers", "images/logo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
put("customers", "images/logo", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xfe\xff" * 40)
put("customers", "cold/old.csv", csv(people(3, 300)).encode(), StorageClass="GLACIER")
put("customers", "denied/list.csv", csv(people(3, 400)).encode())
put("customers", "customer-key/list.csv", csv(people(3, 500)).encode())
put("customers", "gone/list.csv", csv(people(3, 600)).encode())
put("customers", "cut/list.csv.gz", gzip.compress(csv(people(200, 700)).encode())[:-60])
for name in ["\u202eexe.txt", "red\x1b[31m.txt", "dots.txt", "a" * 1012 + ".txt"]:
    put("customers", f"hostile/{name}", f"owner: planted-{len(name)}@tokiwa-maigo.example\n".encode())
everyone = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::customers/open/*"}
s3.put_bucket_policy(Bucket="customers", Policy=document(everyone))
put("partner", "export/list.csv", csv(people(10, 1000)).encode("utf-8-sig"))
other = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::partner/*"}
s3.put_bucket_policy(Bucket="partner", Policy=document(other))
put("quiet", "readme.txt", b"Nothing of interest.\n")
put("locked", "list.csv", csv(people(3, 800)).encode())
# Open by its policy, but for the keys: one lets its own account decrypt, one another account, and one everyone.
s3.create_bucket(Bucket="vault")
kms = client("kms")
own = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:*", "Resource": "*"}
for name, more in [
    ("own", []),
    ("shared", [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:root"}, "Action": "kms:Decrypt", "Resource": "*"}]),
    ("anyone", [{"Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"}]),
]:
    key = kms.create_key(Policy=document(own, *more), Description=name)["KeyMetadata"]["Arn"]
    put("vault", f"{name}/list.csv", csv(people(10, 1100)).encode(), ServerSideEncryption="aws:kms", SSEKMSKeyId=key)
put("vault", "plain/list.csv", csv(people(10, 1200)).encode())
s3.put_bucket_policy(Bucket="vault", Policy=document({**everyone, "Resource": "arn:aws:s3:::vault/*"}))
# Closed by its policy, and open by the ACL of one object; another account may read a second one.
s3.create_bucket(Bucket="lists", ObjectOwnership="ObjectWriter")
put("lists", "kept/list.csv", csv(people(10, 1300)).encode())
put("lists", "open/list.csv", csv(people(10, 1400)).encode(), ACL="public-read")
put("lists", "partner/list.csv", csv(people(10, 1500)).encode(), GrantRead='id="' + "9" * 64 + '"')
# What was sensitive is no longer there, but for its older version.
s3.create_bucket(Bucket="cleaned")
s3.put_bucket_versioning(Bucket="cleaned", VersioningConfiguration={"Status": "Enabled"})
put("cleaned", "list.csv", csv(people(10, 1600)).encode())
put("cleaned", "list.csv", b"Nothing of interest.\n")
put("cleaned", "gone.csv", csv(people(10, 1700)).encode())
s3.delete_object(Bucket="cleaned", Key="gone.csv")
iam = client("iam")
iam.create_user(UserName="reader")
iam.put_user_policy(
    UserName="reader", PolicyName="reads", PolicyDocument=document({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"})
)
iam.create_user(UserName="decrypter")
iam.put_user_policy(
    UserName="decrypter",
    PolicyName="reads",
    PolicyDocument=document({"Effect": "Allow", "Action": ["s3:GetObject", "kms:Decrypt"], "Resource": "*"}),
)
logs = client("logs")
now = 1795000000000
for group, stream, messages in [
    ("/aws/lambda/signup", "2026/11/22/[$LATEST]0123456789abcdef", [f"mail=planted-{index}@tokiwa-maigo.example" for index in range(12)] + [f"DB_PASSWORD={PLANTED}"]),
    ("/aws/lambda/quiet", "2026/11/22/[$LATEST]fedcba9876543210", ["START", "END"]),
    ("/aws/lambda/locked", "stream", ["START"]),
]:
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName=stream)
    logs.put_log_events(
        logGroupName=group, logStreamName=stream, logEvents=[{"timestamp": now + at, "message": message} for at, message in enumerate(messages)]
    )
logs.create_log_group(logGroupName="hollow")
logs.create_log_group(logGroupName="silent")
logs.create_log_stream(logGroupName="silent", logStreamName="nothing-yet")
