//! The functions, by the examples of their documentation
//! (<https://developer.hashicorp.com/terraform/language/functions>).

use super::all;

#[test]
fn numbers() {
    all(&[
        ("abs(-12.4)", "12.4"),
        ("ceil(5.1)", "6"),
        ("floor(4.9)", "4"),
        ("log(16, 2)", "4"),
        ("max(12, 54, 3)", "54"),
        ("max([12, 54, 3]...)", "54"),
        ("min(12, 54, 3)", "3"),
        ("parseint(\"100\", 10)", "100"),
        ("parseint(\"FF\", 16)", "255"),
        ("parseint(\"-10\", 2)", "-2"),
        ("pow(3, 2)", "9"),
        ("signum(-13)", "-1"),
        ("signum(0)", "0"),
    ]);
}

#[test]
fn texts() {
    all(&[
        ("chomp(\"hello\\n\\n\")", "hello"),
        ("endswith(\"hello world\", \"world\")", "true"),
        ("endswith(\"hello world\", \"hello\")", "false"),
        ("startswith(\"hello world\", \"hello\")", "true"),
        ("strcontains(\"hello world\", \"wor\")", "true"),
        ("strcontains(\"hello world\", \"wod\")", "false"),
        ("format(\"Hello, %s!\", \"Ander\")", "Hello, Ander!"),
        ("format(\"There are %d lights\", 4)", "There are 4 lights"),
        (
            "format(\"%05d|%-4s|%4s|%.2f|%%|%q|%t|%x\", 42, \"a\", \"b\", 1.5, \"q\", true, 255)",
            "00042|a   |   b|1.50|%|\"q\"|true|ff",
        ),
        ("format(\"%v %v\", [1, \"a\"], true)", "[1,\"a\"] true"),
        ("format(\"%[2]s %[1]s\", \"a\", \"b\")", "b a"),
        (
            "jsonencode(formatlist(\"Hello, %s!\", [\"Valentina\", \"Ander\"]))",
            "[\"Hello, Valentina!\",\"Hello, Ander!\"]",
        ),
        (
            "jsonencode(formatlist(\"%s, %s!\", \"Salutations\", [\"V\", \"A\"]))",
            "[\"Salutations, V!\",\"Salutations, A!\"]",
        ),
        ("indent(2, \"a\\nb\")", "a\n  b"),
        ("join(\"-\", [\"foo\", \"bar\", \"baz\"])", "foo-bar-baz"),
        ("lower(\"HELLO\")", "hello"),
        ("upper(\"hello\")", "HELLO"),
        ("title(\"hello world\")", "Hello World"),
        ("regex(\"[a-z]+\", \"53453453.345345aaabbbccc23454\")", "aaabbbccc"),
        (
            "jsonencode(regex(\"(\\\\d\\\\d\\\\d\\\\d)-(\\\\d\\\\d)-(\\\\d\\\\d)\", \"2019-02-01\"))",
            "[\"2019\",\"02\",\"01\"]",
        ),
        (
            "jsonencode(regex(\"^(?:(?P<scheme>[^:/?#]+):)?(?://(?P<authority>[^/?#]*))?\", \"https://terraform.io/docs/\"))",
            "{\"authority\":\"terraform.io\",\"scheme\":\"https\"}",
        ),
        ("jsonencode(regexall(\"[a-z]+\", \"1234abcd5678efgh9\"))", "[\"abcd\",\"efgh\"]"),
        ("length(regexall(\"[a-z]+\", \"123456789\"))", "0"),
        ("replace(\"1 + 2 + 3\", \"+\", \"-\")", "1 - 2 - 3"),
        ("replace(\"hello world\", \"/w.*d/\", \"everybody\")", "hello everybody"),
        ("replace(\"a.b\", \"/(\\\\w)\\\\.(\\\\w)/\", \"$2.$1\")", "b.a"),
        ("jsonencode(split(\",\", \"foo,bar,baz\"))", "[\"foo\",\"bar\",\"baz\"]"),
        ("jsonencode(split(\",\", \"\"))", "[\"\"]"),
        ("strrev(\"hello\")", "olleh"),
        ("substr(\"hello world\", 1, 4)", "ello"),
        ("substr(\"hello world\", -5, -1)", "world"),
        ("substr(\"hello world\", 6, 10)", "world"),
        ("trim(\"?!hello?!\", \"!?\")", "hello"),
        ("trimprefix(\"helloworld\", \"hello\")", "world"),
        ("trimsuffix(\"helloworld\", \"world\")", "hello"),
        ("trimspace(\"  hello\\n\\n\")", "hello"),
        ("templatestring(\"a$${x}\", { x = 1 })", "a1"),
    ]);
}

#[test]
fn collections() {
    all(&[
        ("alltrue([\"true\", true])", "true"),
        ("alltrue([true, false])", "false"),
        ("alltrue([])", "true"),
        ("anytrue([\"true\"])", "true"),
        ("anytrue([])", "false"),
        ("jsonencode(chunklist([\"a\", \"b\", \"c\", \"d\", \"e\"], 2))", "[[\"a\",\"b\"],[\"c\",\"d\"],[\"e\"]]"),
        ("coalesce(\"\", \"b\")", "b"),
        ("coalesce(null, 1, 2)", "1"),
        ("jsonencode(coalescelist([], [\"c\", \"d\"]))", "[\"c\",\"d\"]"),
        ("jsonencode(compact([\"a\", \"\", \"b\", null, \"c\"]))", "[\"a\",\"b\",\"c\"]"),
        ("jsonencode(concat([\"a\", \"\"], [\"b\", \"c\"]))", "[\"a\",\"\",\"b\",\"c\"]"),
        ("contains([\"a\", \"b\", \"c\"], \"a\")", "true"),
        ("contains([\"a\", \"b\", \"c\"], \"d\")", "false"),
        ("jsonencode(distinct([\"a\", \"b\", \"a\", \"c\", \"d\", \"b\"]))", "[\"a\",\"b\",\"c\",\"d\"]"),
        ("element([\"a\", \"b\", \"c\"], 3)", "a"),
        ("element([\"a\", \"b\", \"c\"], -1)", "c"),
        ("jsonencode(flatten([[\"a\", \"b\"], [], [[\"c\"], \"d\"]]))", "[\"a\",\"b\",\"c\",\"d\"]"),
        ("index([\"a\", \"b\", \"c\"], \"b\")", "1"),
        ("jsonencode(keys({ a = 1, c = 2, d = 3 }))", "[\"a\",\"c\",\"d\"]"),
        ("jsonencode(values({ a = 3, c = 2, d = 1 }))", "[3,2,1]"),
        ("length([\"a\", \"b\"])", "2"),
        ("length({ a = \"b\" })", "1"),
        ("length(\"hello\")", "5"),
        ("lookup({ a = \"ay\", b = \"bee\" }, \"a\", \"what?\")", "ay"),
        ("lookup({ a = \"ay\", b = \"bee\" }, \"c\", \"what?\")", "what?"),
        (
            "jsonencode(matchkeys([\"i-123\", \"i-abc\", \"i-def\"], [\"us-west\", \"us-east\", \"us-east\"], [\"us-east\"]))",
            "[\"i-abc\",\"i-def\"]",
        ),
        (
            "jsonencode(merge({ a = \"b\", c = \"d\" }, { e = \"f\", c = \"z\" }))",
            "{\"a\":\"b\",\"c\":\"z\",\"e\":\"f\"}",
        ),
        ("jsonencode(merge({ a = \"b\" }, null))", "{\"a\":\"b\"}"),
        ("jsonencode(merge([{ a = 1 }, { b = 2 }]...))", "{\"a\":1,\"b\":2}"),
        ("one([\"x\"])", "x"),
        ("one([]) == null", "true"),
        ("jsonencode(range(3))", "[0,1,2]"),
        ("jsonencode(range(1, 8, 2))", "[1,3,5,7]"),
        ("jsonencode(range(4, 1))", "[4,3,2]"),
        ("jsonencode(reverse([1, 2, 3]))", "[3,2,1]"),
        ("jsonencode(setintersection([\"a\", \"b\"], [\"b\", \"c\"], [\"b\", \"d\"]))", "[\"b\"]"),
        ("jsonencode(setproduct([\"a\", \"b\"], [1, 2]))", "[[\"a\",1],[\"a\",2],[\"b\",1],[\"b\",2]]"),
        ("jsonencode(setsubtract([\"a\", \"b\", \"c\"], [\"a\", \"c\"]))", "[\"b\"]"),
        ("jsonencode(setunion([\"a\", \"b\"], [\"b\", \"c\"], [\"d\"]))", "[\"a\",\"b\",\"c\",\"d\"]"),
        ("jsonencode(slice([\"a\", \"b\", \"c\", \"d\"], 1, 3))", "[\"b\",\"c\"]"),
        ("jsonencode(sort([\"e\", \"d\", \"a\", \"x\"]))", "[\"a\",\"d\",\"e\",\"x\"]"),
        ("sum([10, 13, 6, 4.5])", "33.5"),
        (
            "jsonencode(transpose({ a = [\"1\", \"2\"], b = [\"2\", \"3\"] }))",
            "{\"1\":[\"a\"],\"2\":[\"a\",\"b\"],\"3\":[\"b\"]}",
        ),
        ("jsonencode(zipmap([\"a\", \"b\"], [1, 2]))", "{\"a\":1,\"b\":2}"),
    ]);
}

#[test]
fn encodings() {
    all(&[
        ("base64encode(\"Hello World\")", "SGVsbG8gV29ybGQ="),
        ("base64decode(\"SGVsbG8gV29ybGQ=\")", "Hello World"),
        ("textencodebase64(\"Hello World\", \"UTF-16LE\")", "SABlAGwAbABvACAAVwBvAHIAbABkAA=="),
        ("textdecodebase64(\"SABlAGwAbABvACAAVwBvAHIAbABkAA==\", \"UTF-16LE\")", "Hello World"),
        (
            "jsonencode(csvdecode(\"a,b,c\\n1,2,3\\n4,\\\"5,5\\\",6\"))",
            "[{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"},{\"a\":\"4\",\"b\":\"5,5\",\"c\":\"6\"}]",
        ),
        ("jsondecode(\"{\\\"hello\\\": \\\"world\\\"}\").hello", "world"),
        (
            "jsonencode({ hello = \"world\", n = 1, t = true, x = null })",
            "{\"hello\":\"world\",\"n\":1,\"t\":true,\"x\":null}",
        ),
        ("jsonencode(\"<a & b>\")", "\"\\u003ca \\u0026 b\\u003e\""),
        ("urlencode(\"Hello World!\")", "Hello+World%21"),
        ("urldecode(\"Hello+World%21\")", "Hello World!"),
        ("jsonencode(yamldecode(\"a: 1\\nb: [x, true]\\n\"))", "{\"a\":1,\"b\":[\"x\",true]}"),
    ]);
}

#[test]
fn networks() {
    all(&[
        ("cidrhost(\"10.12.112.0/20\", 16)", "10.12.112.16"),
        ("cidrhost(\"10.12.112.0/20\", 268)", "10.12.113.12"),
        ("cidrhost(\"10.0.0.0/8\", -1)", "10.255.255.255"),
        ("cidrhost(\"fd00:fd12:3456:7890:00a2::/72\", 34)", "fd00:fd12:3456:7890::22"),
        ("cidrnetmask(\"172.16.0.0/12\")", "255.240.0.0"),
        ("cidrsubnet(\"172.16.0.0/12\", 4, 2)", "172.18.0.0/16"),
        ("cidrsubnet(\"10.1.2.0/24\", 4, 15)", "10.1.2.240/28"),
        ("cidrsubnet(\"fd00:fd12:3456:7890::/56\", 16, 162)", "fd00:fd12:3456:7800:a200::/72"),
        (
            "jsonencode(cidrsubnets(\"10.1.0.0/16\", 4, 4, 8, 4))",
            "[\"10.1.0.0/20\",\"10.1.16.0/20\",\"10.1.32.0/24\",\"10.1.48.0/20\"]",
        ),
        ("cidrsubnet(\"10.1.2.0/24\", 4, 16)", "?there is no block 16 of 4 more bits"),
    ]);
}

#[test]
fn hashes_and_dates() {
    all(&[
        ("md5(\"hello world\")", "5eb63bbbe01eeed093cb22bb8f5acdc3"),
        ("sha1(\"hello world\")", "2aae6c35c94fcfb415dbe95f408b9ce91ee846ed"),
        ("sha256(\"hello world\")", "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"),
        ("base64sha256(\"hello world\")", "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek="),
        ("uuidv5(\"dns\", \"www.terraform.io\")", "a5008fae-b28c-5ba5-96cd-82b4c53552d6"),
        (
            "uuidv5(\"6ba7b810-9dad-11d1-80b4-00c04fd430c8\", \"www.terraform.io\")",
            "a5008fae-b28c-5ba5-96cd-82b4c53552d6",
        ),
        ("formatdate(\"DD MMM YYYY hh:mm ZZZ\", \"2018-01-02T23:12:01Z\")", "02 Jan 2018 23:12 UTC"),
        ("formatdate(\"EEEE, DD-MMM-YY hh:mm:ss ZZZ\", \"2018-01-02T23:12:01Z\")", "Tuesday, 02-Jan-18 23:12:01 UTC"),
        (
            "formatdate(\"EEE, DD MMM YYYY hh:mm:ss ZZZ\", \"2018-01-02T23:12:01-08:00\")",
            "Tue, 02 Jan 2018 23:12:01 -0800",
        ),
        ("formatdate(\"MMM DD, YYYY\", \"2018-01-02T23:12:01Z\")", "Jan 02, 2018"),
        ("formatdate(\"HH:mmaa\", \"2018-01-02T23:12:01Z\")", "11:12pm"),
        ("timeadd(\"2017-11-22T00:00:00Z\", \"10m\")", "2017-11-22T00:10:00Z"),
        ("timeadd(\"2017-11-22T00:00:00Z\", \"-1h30m\")", "2017-11-21T22:30:00Z"),
        ("timecmp(\"2017-11-22T01:00:00Z\", \"2017-11-22T00:00:00-01:00\")", "0"),
        ("timecmp(\"2017-11-22T00:00:00Z\", \"2017-11-22T01:00:00Z\")", "-1"),
        ("timestamp()", "?`timestamp` gives another value at each run"),
        ("uuid()", "?`uuid` gives another value at each run"),
    ]);
}

#[test]
fn types() {
    all(&[
        ("tostring(1)", "1"),
        ("tonumber(\"1\") + 1", "2"),
        ("tonumber(\"no\")", "?a text is no number"),
        ("tobool(\"true\") && true", "true"),
        ("jsonencode(toset([\"b\", \"a\", \"b\"]))", "[\"a\",\"b\"]"),
        ("jsonencode(toset([\"c\", \"b\", 3]))", "[\"3\",\"b\",\"c\"]"),
        ("jsonencode(tomap({ a = \"foo\", b = true }))", "{\"a\":\"foo\",\"b\":\"true\"}"),
        ("jsonencode(tolist([\"a\", \"b\"]))", "[\"a\",\"b\"]"),
        ("can(jsondecode(\"{\"))", "false"),
        ("can(1)", "true"),
        ("try(jsondecode(\"{\"), \"fallback\")", "fallback"),
        ("try({ a = 1 }.b, [][0], \"last\")", "last"),
        ("issensitive(sensitive(\"x\"))", "true"),
        ("issensitive(\"a ${sensitive(\"x\")}\")", "true"),
        ("issensitive(nonsensitive(sensitive(\"x\")))", "false"),
        ("no_such_function(1)", "?there is no function `no_such_function`"),
    ]);
}
