"""Checkout: takes an order, stores it, asks the carrier for a label."""

import json
import os
import re

import boto3

orders = boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])
secrets = boto3.client("secretsmanager")

LABEL = re.compile(r"[a-z0-9-]{1,40}")


def carrier_key():
    """The carrier's key, from Secrets Manager; never in code or environment."""
    return secrets.get_secret_value(SecretId=os.environ["CARRIER_SECRET_ARN"])["SecretString"]


def handler(event, context):
    order = json.loads(event["body"])
    label = str(order.get("label", ""))
    if not LABEL.fullmatch(label):
        return {"statusCode": 400, "body": "label"}
    customer = event["requestContext"]["authorizer"]["claims"]["sub"]
    orders.put_item(Item={"customer": customer, "label": label})
    return {"statusCode": 202, "body": ""}
