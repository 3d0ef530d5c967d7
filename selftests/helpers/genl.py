#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Invalid, malformed and extreme requests to the netlink family of ersym.

genl.py GROUP
    sends each request of a group and compares the answer: errno, message, and
    the attribute that it points at. After a refusal the configuration must be
    what it was, to the byte.
genl.py errno REQUEST...
    sends good requests and prints the name of the error that each ends with:
    config-set, clear, config-get, circuit-get, circuit-dump, violation-dump or
    flow-flush.
genl.py config
    prints what config-get answers, byte for byte.
genl.py churn SECONDS
    replaces the configuration by variants of itself, dumps and flushes, as fast
    as it can, and ends with the configuration that it found.
"""

import errno
import ipaddress
import os
import socket
import struct
import sys
import time

NETLINK_GENERIC = 16
SOL_NETLINK = 270
NETLINK_CAP_ACK, NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK = 10, 11, 12

NLMSG_ERROR, NLMSG_DONE = 2, 3
NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP = 1, 4, 0x300
NLM_F_CAPPED, NLM_F_ACK_TLVS = 0x100, 0x200
NLA_F_NESTED = 0x8000
HEADERS = 16 + 4

EXT_MSG, EXT_OFFS, EXT_MISS_TYPE, EXT_MISS_NEST = 1, 2, 5, 6

CTRL_CMD_GETFAMILY = 3
CTRL_ATTR_FAMILY_ID, CTRL_ATTR_FAMILY_NAME = 1, 2

CONFIG_SET, CONFIG_GET, CIRCUIT_GET, VIOLATION_GET = 1, 2, 3, 4
FLOW_FLUSH = 7

LINK_NAME = 1
LINK_RECEIVE = 4
POOL_ADDRESS, POOL_LENGTH = 1, 2
CIRCUIT_ID, CIRCUIT_NAME, CIRCUIT_LINK, CIRCUIT_POOL = 1, 2, 3, 4
CIRCUIT_PUBLIC_ONLY, CIRCUIT_DROP, CIRCUIT_BORN_IN = 5, 6, 7
CONFIG_MASK, CONFIG_INSIDE_DROP, CONFIG_CIRCUIT, CONFIG_GENERATION = 1, 2, 3, 4
CONFIG_ENFORCE = 6
STATUS_ID = 1
VIOLATION_KIND, VIOLATION_EXPECTED, VIOLATION_ACTUAL = 1, 2, 3
VIOLATION_PACKETS = 4
FLOW_IN, FLOW_OUT, FLOW_STRAY, FLOW_STRAYED, FLOW_ENDED = 1, 2, 3, 4, 5

DROP_RELATED = 1 << 7


class Attr:
    """An attribute. Its place in the message is known when it is encoded."""

    def __init__(self, kind, value=b"", nested=None, length=None):
        self.kind = kind
        self.value = value
        self.length = length        # to lie about it
        self.offset = None
        if nested is None:
            nested = isinstance(value, (list, tuple))
        self.flags = NLA_F_NESTED if nested else 0

    def encode(self, at):
        self.offset = at
        if isinstance(self.value, (list, tuple)):
            data = encode(self.value, at + 4)
        else:
            data = self.value
        length = 4 + len(data) if self.length is None else self.length
        return (struct.pack("=HH", length, self.kind | self.flags) + data +
                bytes(-len(data) % 4))


def encode(attrs, at=HEADERS):
    """A list of attributes; raw bytes pass as they are."""
    parts = []
    for attr in attrs:
        data = attr if isinstance(attr, bytes) else attr.encode(at)
        at += len(data)
        parts.append(data)
    return b"".join(parts)


def decode(data):
    """The attributes in data: pairs of type and value."""
    attrs = []
    while len(data) >= 4:
        length, kind = struct.unpack_from("=HH", data)
        attrs.append((kind & 0x3fff, data[4:length]))
        data = data[(length + 3) & ~3:]
    return attrs


def u8(kind, value):
    return Attr(kind, struct.pack("=B", value))


def u16(kind, value):
    return Attr(kind, struct.pack("=H", value))


def u32(kind, value):
    return Attr(kind, struct.pack("=I", value))


def text(kind, value):
    return Attr(kind, value.encode() + b"\0")


def link(name):
    return Attr(CIRCUIT_LINK, [text(LINK_NAME, name)])


def pool(prefix):
    address, length = prefix.split("/")
    return Attr(CIRCUIT_POOL,
                [Attr(POOL_ADDRESS, ipaddress.ip_address(address).packed),
                 u8(POOL_LENGTH, int(length))])


def enforce(prefix):
    return Attr(CONFIG_ENFORCE, pool(prefix).value)


def circuit(number, name, *more):
    return Attr(CONFIG_CIRCUIT, [u32(CIRCUIT_ID, number),
                                 text(CIRCUIT_NAME, name), *more])


def mask(value):
    return u32(CONFIG_MASK, value)


class Refusal:
    """The kernel's answer to a request that it refuses."""

    def __init__(self, error, message=None, offset=None, missing=None,
                 nest=None):
        self.error = error
        self.message = message
        self.offset = offset
        self.missing = missing
        self.nest = nest

    def __eq__(self, other):
        return vars(self) == vars(other)

    def __str__(self):
        parts = [errno.errorcode.get(self.error, str(self.error))]
        if self.message is not None:
            parts.append(f'"{self.message}"')
        for name in ("offset", "missing", "nest"):
            if getattr(self, name) is not None:
                parts.append(f"{name} {getattr(self, name)}")
        return " ".join(parts)


class Family:
    """A socket, and the family at its other end."""

    def __init__(self, name):
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW,
                                  NETLINK_GENERIC)
        for option in (NETLINK_CAP_ACK, NETLINK_EXT_ACK,
                       NETLINK_GET_STRICT_CHK):
            self.sock.setsockopt(SOL_NETLINK, option, 1)
        for option in (socket.SO_SNDBUF, socket.SO_RCVBUF,
                       getattr(socket, "SO_SNDBUFFORCE", 32),
                       getattr(socket, "SO_RCVBUFFORCE", 33)):
            try:
                self.sock.setsockopt(socket.SOL_SOCKET, option, 1 << 23)
            except PermissionError:
                pass
        self.sock.bind((0, 0))
        self.sock.settimeout(60)
        self.sequence = 0
        self.number = 16        # the controller
        replies = self.ask(CTRL_CMD_GETFAMILY,
                           encode([text(CTRL_ATTR_FAMILY_NAME, name)]))
        self.number, = struct.unpack(
            "=H", dict(decode(replies[0]))[CTRL_ATTR_FAMILY_ID])

    def ask(self, command, payload=b"", flags=NLM_F_ACK, reserved=0,
            length=None):
        """One request; the attributes of each reply, or a Refusal."""
        self.sequence += 1
        body = struct.pack("=BBH", command, 1, reserved) + payload
        if length is None:
            length = 16 + len(body)
        self.sock.send(struct.pack("=IHHII", length, self.number,
                                   NLM_F_REQUEST | flags, self.sequence, 0) +
                       body)
        replies = []
        while True:
            data = self.sock.recv(1 << 23)
            while data:
                length, kind, flags, seq = struct.unpack_from("=IHHI", data)
                message = data[16:length]
                data = data[(length + 3) & ~3:]
                if seq != self.sequence:
                    continue
                if kind in (NLMSG_ERROR, NLMSG_DONE):
                    return self.end(kind, flags, message) or replies
                replies.append(message[4:])

    @staticmethod
    def end(kind, flags, message):
        error = -struct.unpack_from("=i", message)[0]
        if error <= 0:
            return None
        refusal = Refusal(error)
        if flags & NLM_F_ACK_TLVS:
            for attr, value in decode(message[20 if kind == NLMSG_ERROR
                                              else 4:]):
                if attr == EXT_MSG:
                    refusal.message = value[:-1].decode()
                elif attr == EXT_OFFS:
                    refusal.offset, = struct.unpack("=I", value)
                elif attr == EXT_MISS_TYPE:
                    refusal.missing, = struct.unpack("=I", value)
                elif attr == EXT_MISS_NEST:
                    refusal.nest, = struct.unpack("=I", value)
        return refusal


# ------------------------------------------------------------------ checks

family = None
failed = 0
sent = 0


def complain(what, *lines):
    global failed
    failed += 1
    print(f"FAIL: {what}")
    for line in lines:
        print(f"  {line}")


def refused(what, command, attrs, error, message=None, at=None, missing=None,
            **how):
    """The request is refused with this message, and nothing has changed.

    message: a tuple where kernels have different messages.
    at: the attribute that the kernel points at, or None. missing: the type of the
    missing attribute; then "at" is the one that should contain it.
    """
    global sent
    sent += 1
    payload = encode(attrs)
    expected = Refusal(error, message)
    if at is not None:
        offset = at if isinstance(at, int) else at.offset
        if missing is None:
            expected.offset = offset
        else:
            expected.nest = offset
    expected.missing = missing
    before = family.ask(CONFIG_GET)
    answer = family.ask(command, payload, **how)
    if isinstance(answer, list):
        complain(what, "was accepted")
        family.ask(CONFIG_SET, encode(ordinary()))
        return
    if isinstance(message, tuple) and answer.message in message:
        expected.message = answer.message
    if how.get("flags") == NLM_F_DUMP and answer.offset is None:
        # At the end of a dump, kernels before 6.7 send the message alone.
        expected.offset = None
    if answer != expected:
        complain(what, f"answer   {answer}", f"expected {expected}")
    if family.ask(CONFIG_GET) != before:
        complain(what, "was refused, and changed the configuration")


def accepted(what, attrs):
    """The configuration is accepted, and config-get returns the same."""
    global sent
    sent += 1
    payload = encode(attrs)
    answer = family.ask(CONFIG_SET, payload)
    if not isinstance(answer, list):
        complain(what, f"was refused: {answer}")
        return
    given, got = canonical(payload), canonical(family.ask(CONFIG_GET)[0])
    if given != got:
        for key in sorted(set(given) | set(got), key=str):
            if given.get(key) != got.get(key):
                complain(what, f"config-get: {key}: {got.get(key)}",
                         f"given: {given.get(key)}")
                break


def canonical(payload):
    """A configuration without the order of attributes."""
    result = {}
    for kind, value in decode(payload):
        if kind == CONFIG_GENERATION:
            continue
        if kind == CONFIG_ENFORCE:
            attrs = dict(decode(value))
            result.setdefault(kind, set()).add(
                (attrs[POOL_ADDRESS], attrs[POOL_LENGTH]))
            continue
        if kind != CONFIG_CIRCUIT:
            result[kind] = value
            continue
        inner = {CIRCUIT_DROP: bytes(4), CIRCUIT_LINK: [], CIRCUIT_POOL: []}
        for sub, data in decode(value):
            if sub == CIRCUIT_LINK:
                attrs = dict(decode(data))
                inner[sub].append((attrs[LINK_NAME], LINK_RECEIVE in attrs))
            elif sub == CIRCUIT_POOL:
                attrs = dict(decode(data))
                inner[sub].append((attrs[POOL_ADDRESS], attrs[POOL_LENGTH]))
            else:
                inner[sub] = data
        inner[CIRCUIT_POOL].sort()
        result["circuit", inner[CIRCUIT_ID]] = inner
    result.setdefault(CONFIG_INSIDE_DROP, bytes(4))
    return result


def ordinary():
    """The configuration in force while invalid requests are sent."""
    return [mask(0xffff0000),
            circuit(1, "us", link("us-pri"),
                    Attr(CIRCUIT_LINK, [text(LINK_NAME, "us-sec"), Attr(LINK_RECEIVE)]),
                    pool("20.2.2.0/29"), pool("2001:db8:20:1::/64"),
                    Attr(CIRCUIT_PUBLIC_ONLY), u32(CIRCUIT_DROP, 0x11)),
            circuit(2, "eu", link("eu-pri"), pool("20.2.2.8/29"))]


# ------------------------------------------------------------------ groups

BAD_LENGTH = "invalid attribute length"
BAD_POLICY = "Attribute failed policy validation"
NOT_NESTED = "NLA_F_NESTED is missing"
NESTED = "NLA_F_NESTED not expected"
UNKNOWN = "Unknown attribute type"
UNSUPPORTED = "Unsupported attribute"
LEFTOVER = "bytes leftover after parsing attributes"
OUT_OF_RANGE = "integer out of range"


def config(what, attrs, error, message, at=None, missing=None):
    refused(what, CONFIG_SET, attrs, error, message, at, missing)


def one_circuit(what, inner, error, message, at=None, missing=None):
    """A configuration with this circuit; at "nest": the circuit itself."""
    nest = Attr(CONFIG_CIRCUIT, inner)
    config(what, [mask(0xffff0000), nest], error, message,
           nest if at == "nest" else at, missing)


def in_circuit(what, attr, error, message, at=None, missing=None):
    """A circuit that is valid except for this attribute."""
    one_circuit(what, [u32(CIRCUIT_ID, 1), text(CIRCUIT_NAME, "us"), attr],
                error, message, at, missing)


def group_form():
    """Messages that are not well formed."""
    for what, bad in (
            ("mark mask of two bytes", u16(CONFIG_MASK, 0xff00)),
            ("mark mask of eight bytes", Attr(CONFIG_MASK, bytes(8))),
            ("mark mask without a value", Attr(CONFIG_MASK)),
            ("inside policy of two bytes", u16(CONFIG_INSIDE_DROP, 1))):
        config(what, [bad, circuit(1, "us")], errno.EINVAL, BAD_LENGTH, bad)

    bad = Attr(CONFIG_MASK, struct.pack("=I", 0xffff0000), nested=True)
    config("mark mask as a nest", [bad, circuit(1, "us")], errno.EINVAL,
           NESTED, bad)
    bad = circuit(1, "us")
    bad.flags = 0
    config("circuit without NLA_F_NESTED", [mask(0xffff0000), bad],
           errno.EINVAL, NOT_NESTED, bad)
    bad = u32(CONFIG_CIRCUIT, 1)
    config("circuit as a number", [mask(0xffff0000), bad], errno.EINVAL,
           NOT_NESTED, bad)
    for kind in (CONFIG_GENERATION, 5, 99, 0x3fff):
        bad = u32(kind, 1)
        config(f"attribute {kind} of a configuration",
               [mask(0xffff0000), bad, circuit(1, "us")], errno.EINVAL,
               UNKNOWN if kind > CONFIG_ENFORCE else "Unsupported attribute",
               bad)
    config("three bytes too many", [mask(0xffff0000), b"\1\1\1"],
           errno.EINVAL, LEFTOVER)
    config("an attribute longer than the message",
           [mask(0xffff0000), Attr(CONFIG_INSIDE_DROP, bytes(4), length=64)],
           errno.EINVAL, LEFTOVER)
    config("an attribute shorter than its header",
           [mask(0xffff0000), Attr(CONFIG_INSIDE_DROP, bytes(4), length=2)],
           errno.EINVAL, LEFTOVER)

    for what, attr, message in (
            ("id of two bytes", u16(CIRCUIT_ID, 1), BAD_LENGTH),
            ("id of eight bytes", Attr(CIRCUIT_ID, bytes(8)), BAD_LENGTH),
            ("drop of one byte", u8(CIRCUIT_DROP, 1), BAD_LENGTH),
            ("name without its end", Attr(CIRCUIT_NAME, b"us"), BAD_POLICY),
            ("name without a byte", Attr(CIRCUIT_NAME), BAD_POLICY),
            ("name of 32 characters", text(CIRCUIT_NAME, "u" * 32),
             BAD_POLICY),
            ("public-only with a value", u32(CIRCUIT_PUBLIC_ONLY, 1), None)):
        in_circuit(what, attr, errno.ERANGE if message is None
                   else errno.EINVAL, message or BAD_POLICY, attr)
    for kind in (CIRCUIT_BORN_IN, 9, 99):
        bad = u32(kind, 1)
        in_circuit(f"attribute {kind} of a circuit", bad, errno.EINVAL,
                   UNKNOWN, bad)
    bad = text(CIRCUIT_LINK, "us-pri")
    in_circuit("link as a name", bad, errno.EINVAL, NOT_NESTED, bad)
    bad = Attr(CIRCUIT_POOL, ipaddress.ip_address("20.2.2.0").packed)
    in_circuit("pool as an address", bad, errno.EINVAL, NOT_NESTED, bad)
    for what, bad, code, message in (
            ("link that says it is there", Attr(2, b""), errno.EINVAL, UNSUPPORTED),
            ("link that says it runs", Attr(3, b""), errno.EINVAL, UNSUPPORTED),
            ("receive with a value", u32(LINK_RECEIVE, 1), errno.ERANGE, BAD_POLICY),
            ("unknown attribute of a link", Attr(5, b""), errno.EINVAL, UNKNOWN)):
        in_circuit(what, Attr(CIRCUIT_LINK, [text(LINK_NAME, "us-pri"), bad]),
                   code, message, bad)
    bad = u8(3, 1)
    in_circuit("unknown attribute of a pool",
               Attr(CIRCUIT_POOL, pool("20.2.2.0/29").value + [bad]),
               errno.EINVAL, UNKNOWN, bad)
    # Deeper than any configuration is.
    deep = Attr(LINK_NAME, b"x\0")
    for _ in range(200):
        deep = Attr(CIRCUIT_LINK, [deep])
    bad = deep.value[0]
    in_circuit("two hundred nests", deep, errno.EINVAL, UNSUPPORTED, bad)
    in_circuit("rest of a nest",
               Attr(CIRCUIT_LINK, [text(LINK_NAME, "us-pri"), b"\1\1"]),
               errno.EINVAL, LEFTOVER)


def group_missing():
    """Missing attributes."""
    config("circuits without a mark mask", [circuit(1, "us")], errno.EINVAL,
           "circuits need a mark mask; add one of 6 bits or more", missing=CONFIG_MASK)
    for what, missing, inner in (
            ("circuit without an id", CIRCUIT_ID, [text(CIRCUIT_NAME, "us")]),
            ("circuit without a name", CIRCUIT_NAME, [u32(CIRCUIT_ID, 1)]),
            ("circuit with nothing", CIRCUIT_ID, [])):
        one_circuit(what, inner, errno.EINVAL,
                    "a circuit needs an id and a name", "nest", missing)
    bad = Attr(CIRCUIT_LINK, [])
    in_circuit("link without a name", bad, errno.EINVAL,
               "a link needs the name of a device", bad, LINK_NAME)
    for what, missing, inner in (
            ("pool without an address", POOL_ADDRESS, [u8(POOL_LENGTH, 29)]),
            ("pool without a length", POOL_LENGTH,
             [Attr(POOL_ADDRESS, bytes(4))]),
            ("pool with nothing", POOL_ADDRESS, [])):
        bad = Attr(CIRCUIT_POOL, inner)
        in_circuit(what, bad, errno.EINVAL,
                   "a pool needs an address and a prefix length", bad,
                   missing)


def group_circuits():
    """Ids, names and policies."""
    for number in (0, 1023, 65535, 0xffffffff):
        bad = u32(CIRCUIT_ID, number)
        one_circuit(f"id {number}", [bad, text(CIRCUIT_NAME, "us")],
                    errno.ERANGE, OUT_OF_RANGE, bad)
    for value, number in ((0xffff0000, 31), (0x00ffffff, 255), (0xfc000000, 3),
                          (0x0000003f, 3)):
        bad = circuit(number, "us")
        config(f"id {number} under mask {value:#010x}", [mask(value), bad],
               errno.ERANGE,
               "the id does not fit into a field of the mark mask; widen the mask",
               bad.value[0])
    bad = circuit(1, "eu")
    config("an id twice", [mask(0xffff0000), circuit(1, "us"), bad],
           errno.EEXIST, "two circuits have this id; change one", bad.value[0])
    bad = circuit(2, "us")
    config("a name twice", [mask(0xffff0000), circuit(1, "us"), bad],
           errno.EEXIST, "two circuits have this name; rename one", bad.value[1])
    # Names end where C ends them, wherever the attribute does.
    bad = circuit(2, "us\0eu")
    config("a name twice, with more behind its end",
           [mask(0xffff0000), circuit(1, "us"), bad],
           errno.EEXIST, "two circuits have this name; rename one", bad.value[1])
    bad = text(CIRCUIT_NAME, "\0us")
    one_circuit("a name that ends before it begins", [u32(CIRCUIT_ID, 1), bad],
                errno.EINVAL, "the name is empty; a circuit needs one", bad)
    bad = text(CIRCUIT_NAME, "")
    one_circuit("an empty name", [u32(CIRCUIT_ID, 1), bad], errno.EINVAL,
                "the name is empty; a circuit needs one", bad)

    message = "ICMP errors of a connection (related) cannot be dropped; clear the bit"
    for what, value in (("drop of related", DROP_RELATED),
                        ("drop of everything", 0xff)):
        bad = u32(CIRCUIT_DROP, value)
        in_circuit(what, bad, errno.EINVAL, message, bad)
        bad = u32(CONFIG_INSIDE_DROP, value)
        config(what + " on the inside",
               [mask(0xffff0000), bad, circuit(1, "us")], errno.EINVAL,
               message, bad)
    for value in (0x100, 0xffffffff):
        bad = u32(CIRCUIT_DROP, value)
        in_circuit(f"drop {value:#x}", bad, errno.EINVAL, "reserved bit set",
                   bad)
        bad = u32(CONFIG_INSIDE_DROP, value)
        config(f"drop {value:#x} on the inside",
               [mask(0xffff0000), bad, circuit(1, "us")], errno.EINVAL,
               "reserved bit set", bad)

    for count in (1023, 10000):
        many = [circuit(i % 1022 + 1, f"c{i}") for i in range(count)]
        config(f"{count} circuits", [mask(0xffffffff), *many], errno.E2BIG,
               "more than 1022 circuits; there are no more ids", many[1022])


def group_masks():
    """Masks that hold no three fields."""
    for value in (0xff00ff00, 0x80000001, 0xfffffff0 & ~(1 << 16)):
        bad = mask(value)
        config(f"mask {value:#010x}", [bad, circuit(1, "us")], errno.EINVAL,
               "the bits of the mark mask are not contiguous; use adjacent ones", bad)
    for value in (0, 1, 0x1f, 0xf8000000):
        bad = mask(value)
        config(f"mask {value:#010x}", [bad, circuit(1, "us")], errno.ERANGE,
               "the mark mask has fewer than 6 bits; use a wider one", bad)


def group_links():
    """Names of devices."""
    for name in ("", ".", "..", "a/b", "a b", "a:b", "tab\there", "\0us-pri"):
        bad = link(name)
        in_circuit(f"link {name!r}", bad, errno.EINVAL,
                   "no device can have this name; use 1 to 15 characters without "
                   "'/', ':' or blanks", bad.value[0])
    bad = link("sixteen-letters-")
    in_circuit("link of 16 characters", bad, errno.EINVAL, BAD_POLICY,
               bad.value[0])

    message = "the device is a link already; name it once"
    bad = link("us-pri\0us-sec")
    config("a link twice, with more behind the end of its name",
           [mask(0xffff0000), circuit(1, "us", link("us-pri")),
            circuit(2, "eu", bad)], errno.EEXIST, message, bad.value[0])
    bad = link("us-pri")
    config("a link twice in a circuit",
           [mask(0xffff0000),
            circuit(1, "us", link("us-pri"), link("us-sec"), bad)],
           errno.EEXIST, message, bad.value[0])
    # The names of many links, so that a wrong count reads past the end.
    bad = link("dev0")
    config("a link in two circuits",
           [mask(0xffff0000),
            circuit(1, "us", *(link(f"dev{i}") for i in range(64))),
            circuit(2, "eu", link("eu-pri"), bad)],
           errno.EEXIST, message, bad.value[0])
    many = [link(f"dev{i}") for i in range(65)]
    config("65 links", [mask(0xffff0000), circuit(1, "us", *many)],
           errno.E2BIG, "more than 64 links in a circuit; use several circuits", many[64])


def group_pools():
    """Prefixes."""
    for length in (0, 1, 3, 5, 8, 15):
        bad = Attr(CIRCUIT_POOL, [Attr(POOL_ADDRESS, bytes(length)),
                                  u8(POOL_LENGTH, 0)])
        in_circuit(f"address of {length} bytes", bad, errno.EINVAL,
                   "an address must have 4 or 16 bytes", bad.value[0])
    bad = Attr(CIRCUIT_POOL, [Attr(POOL_ADDRESS, bytes(17)),
                              u8(POOL_LENGTH, 0)])
    in_circuit("address of 17 bytes", bad, errno.ERANGE,
               (BAD_POLICY, "binary attribute size out of range"),
               bad.value[0])
    for what, number, error, message in (
            ("20.2.2.0", 33, errno.EINVAL,
             "the prefix is longer than the address; shorten it"),
            ("20.2.2.0", 128, errno.EINVAL,
             "the prefix is longer than the address; shorten it"),
            ("20.2.2.0", 129, errno.ERANGE, OUT_OF_RANGE),
            ("2001:db8::", 129, errno.ERANGE, OUT_OF_RANGE),
            ("2001:db8::", 255, errno.ERANGE, OUT_OF_RANGE)):
        bad = pool(f"{what}/{number}")
        in_circuit(f"pool {what}/{number}", bad, error, message, bad.value[1])
    for prefix in ("20.2.2.1/29", "20.2.2.8/28", "128.0.0.0/0",
                   "20.2.2.3/31", "2001:db8::1/127", "2001:db8:0:1::/63",
                   "8000::/0"):
        bad = pool(prefix)
        in_circuit(f"pool {prefix}", bad, errno.EINVAL,
                   "the address has bits set beyond the prefix; clear them",
                   bad.value[0])

    # Points at the later one in the order of addresses; of two that begin
    # alike, at either.
    for first, second, which in (
            ("20.2.2.0/24", "20.2.2.64/29", 1),
            ("20.2.2.64/29", "20.2.2.0/24", 0),
            ("20.2.2.64/32", "20.2.0.0/16", 0),
            ("0.0.0.0/0", "20.2.2.64/29", 1),
            ("2001:db8::/32", "2001:db8:1::/48", 1),
            ("2001:db8:ffff::/48", "2001:db8::/32", 0)):
        pools = [pool(first), pool(second)]
        message = "the pool overlaps another one; remove one of them"
        config(f"{first} and {second} in two circuits",
               [mask(0xffff0000), circuit(1, "us", pools[0]),
                circuit(2, "eu", pools[1])], errno.EEXIST, message,
               pools[which])
        config(f"{first} and {second} in one circuit",
               [mask(0xffff0000), circuit(1, "us", *pools)], errno.EEXIST,
               message, pools[which])
    first, second = pool("20.2.2.0/29"), pool("20.2.2.0/29")
    config("20.2.2.0/29 twice",
           [mask(0xffff0000), circuit(1, "us", first),
            circuit(2, "eu", second)], errno.EEXIST,
           "the pool overlaps another one; remove one of them", first)

    # One circuit's nest holds no more than 64 KiB.
    many = [pool(f"{ipaddress.ip_address(i)}/32") for i in range(65537)]
    config("65537 pools",
           [mask(0xffff0000),
            *(circuit(i + 1, f"c{i}", *many[i * 3000:i * 3000 + 3000])
              for i in range(22))],
           errno.E2BIG, "more than 65536 pools; merge adjacent prefixes", many[65536])


def group_enforce():
    """Prefixes that dropping is limited to."""
    base = [mask(0xffff0000), circuit(1, "us")]
    accepted("two families, also what pools have",
             [*base, circuit(2, "eu", pool("20.2.2.0/29")),
              enforce("10.0.0.57/32"), enforce("10.0.0.58/32"),
              enforce("20.2.2.0/24"), enforce("fd00::57/128")])
    accepted("none again", base)
    for first, second, which in (
            ("10.0.0.0/24", "10.0.0.57/32", 1),
            ("fd00::57/128", "fd00::/64", 0)):
        both = [enforce(first), enforce(second)]
        config(f"{first} and {second}", [*base, *both], errno.EEXIST,
               "the prefix overlaps another one of enforce; remove one of them",
               both[which])
    bad = enforce("10.0.0.57/31")
    config("bits beyond the prefix", [*base, bad], errno.EINVAL,
           "the address has bits set beyond the prefix; clear them",
           bad.value[0])
    bad = Attr(CONFIG_ENFORCE, [Attr(POOL_ADDRESS, bytes(5)),
                                u8(POOL_LENGTH, 0)])
    config("address of 5 bytes", [*base, bad], errno.EINVAL,
           "an address must have 4 or 16 bytes", bad.value[0])
    many = [enforce(f"{ipaddress.ip_address(i)}/32") for i in range(65537)]
    config("65537 prefixes", [*base, *many], errno.E2BIG,
           "more than 65536 pools; merge adjacent prefixes", many[65536])


def group_commands():
    """The other commands."""
    first = HEADERS
    refused("config-get with an attribute", CONFIG_GET, [mask(1)],
            errno.EINVAL, "Unsupported attribute", first)
    refused("config-get with an unknown attribute", CONFIG_GET, [u32(6, 1)],
            errno.EINVAL, UNKNOWN, first)
    refused("dump of configurations", CONFIG_GET, [], errno.EOPNOTSUPP,
            flags=NLM_F_DUMP)
    refused("config-set as a dump", CONFIG_SET, ordinary(), errno.EOPNOTSUPP,
            flags=NLM_F_DUMP)

    refused("circuit-get without an id", CIRCUIT_GET, [], errno.EINVAL,
            "the id of the circuit is missing; add it, or request a dump", missing=STATUS_ID)
    for number in (3, 1022):
        refused(f"circuit-get {number}", CIRCUIT_GET,
                [u32(STATUS_ID, number)], errno.ENOENT,
                "no circuit has this id; config-get reports those in use", first)
    for number in (0, 1023, 65535):
        refused(f"circuit-get {number}", CIRCUIT_GET,
                [u32(STATUS_ID, number)], errno.ERANGE, OUT_OF_RANGE, first)
    refused("circuit-get with two bytes", CIRCUIT_GET, [u16(STATUS_ID, 1)],
            errno.EINVAL, BAD_LENGTH, first)
    refused("circuit-get with an unknown attribute", CIRCUIT_GET,
            [u32(2, 1)], errno.EINVAL, UNKNOWN, first)

    place = [u32(VIOLATION_KIND, 0), u32(VIOLATION_EXPECTED, 1),
             u32(VIOLATION_ACTUAL, 2)]
    for i in range(3):
        refused(f"violation-get without attribute {i + 1}", VIOLATION_GET,
                place[:i] + place[i + 1:], errno.EINVAL,
                "a violation needs a kind, an expected and an actual circuit",
                missing=i + 1)
    refused("violation-get of none", VIOLATION_GET, place, errno.ENOENT,
            "no such violation has been counted")
    refused("violation-get of kind 8", VIOLATION_GET,
            [u32(VIOLATION_KIND, 8), *place[1:]], errno.ERANGE, OUT_OF_RANGE,
            first)
    for number in (1 << 16 | 1, 0xffffffff):
        refused(f"violation-get of expected {number}", VIOLATION_GET,
                [place[0], u32(VIOLATION_EXPECTED, number), place[2]],
                errno.ENOENT, "no such violation has been counted")

    message = "a dump takes no attributes; send none, or request one object"
    refused("dump of one circuit", CIRCUIT_GET, [u32(STATUS_ID, 1)],
            errno.EINVAL, message, first, flags=NLM_F_DUMP)
    refused("dump of one kind", VIOLATION_GET, [u32(VIOLATION_KIND, 1)],
            errno.EINVAL, message, first, flags=NLM_F_DUMP)

    message = "no circuit can have this id; use one that is configured"
    for kind in (FLOW_IN, FLOW_OUT, FLOW_STRAY):
        for number in (31, 1022, 65534, 65536, 0xffffffff):
            refused(f"flow-flush of {number} in attribute {kind}", FLOW_FLUSH,
                    [u32(kind, number)], errno.ERANGE, message, first)
    refused("flow-flush that reports how many", FLOW_FLUSH,
            [u32(FLOW_ENDED, 1)], errno.EINVAL, UNKNOWN, first)
    refused("flow-flush with a value where none is", FLOW_FLUSH,
            [u32(FLOW_STRAYED, 1)], errno.ERANGE, BAD_POLICY, first)
    refused("flow-flush as a dump", FLOW_FLUSH, [], errno.EOPNOTSUPP,
            flags=NLM_F_DUMP)

    # Commands that only the kernel sends, unused ones, and reserved ones.
    for command in (0, 5, 6, 8, 255):
        refused(f"command {command}", command, [], errno.EOPNOTSUPP)
    refused("a header with reserved bits", CONFIG_SET, ordinary(),
            errno.EINVAL, "genlmsghdr.reserved field is not 0", reserved=1)


def group_quiet():
    """Where nothing is configured."""
    family.ask(CONFIG_SET)
    refused("circuit-get", CIRCUIT_GET, [u32(STATUS_ID, 1)], errno.ENOENT,
            "no circuit has this id; config-get reports those in use", HEADERS)
    refused("flow-flush", FLOW_FLUSH, [], errno.ENOENT,
            "nothing is configured in this network namespace; send config-set first")
    refused("a bad configuration", CONFIG_SET, [circuit(1, "us")],
            errno.EINVAL, "circuits need a mark mask; add one of 6 bits or more",
            missing=CONFIG_MASK)
    for command in (CIRCUIT_GET, VIOLATION_GET):
        answer = family.ask(command, flags=NLM_F_DUMP)
        if answer != []:
            complain(f"dump {command}", f"answer {answer}")
    kinds = [kind for kind, _ in decode(family.ask(CONFIG_GET)[0])]
    if kinds != [CONFIG_GENERATION]:
        complain("config-get", f"attributes {kinds}")


def group_extremes():
    """Large, small and unusual configurations that are valid."""
    accepted("1022 circuits under mask 0xffffffff",
             [mask(0xffffffff), *(circuit(i, f"circuit-{i}")
                                  for i in range(1022, 0, -1))])
    if len(family.ask(CIRCUIT_GET, flags=NLM_F_DUMP)) != 1022:
        complain("circuit-get dumps another number than 1022")
    accepted("254 circuits with two links, and 1000 pools",
             [mask(0x00ffffff), u32(CONFIG_INSIDE_DROP, 0x7f),
              *(circuit(i, "n" * 28 + f"{i:03}", link(f"primary-{i:03}"),
                        link(f"second-dev-{i:03}1"), Attr(CIRCUIT_PUBLIC_ONLY),
                        u32(CIRCUIT_DROP, 0x7f),
                        *(pool(f"20.{i}.{j}.0/24") for j in range(2)),
                        *(pool(f"2001:db8:{i:x}:{j:x}::/64")
                          for j in range(2)))
                for i in range(1, 255))])
    if len(family.ask(CIRCUIT_GET, flags=NLM_F_DUMP)) != 254:
        complain("circuit-get dumps another number than 254")
    accepted("64 links", [mask(0xffff0000), circuit(
        30, "us", *(link(f"dev{i}") for i in range(64)))])
    answer = family.ask(CIRCUIT_GET, encode([u32(STATUS_ID, 30)]))
    if not isinstance(answer, list):
        complain("circuit-get of 64 links", f"was refused: {answer}")
    # Adjacent pools, and pools at both ends of both address spaces.
    accepted("whole address spaces",
             [mask(0xffff0000),
              circuit(1, "us", pool("0.0.0.0/1"), pool("::/1")),
              circuit(2, "eu", pool("128.0.0.0/1"), pool("8000::/1"))])
    accepted("pools without a bit",
             [mask(0xffff0000), circuit(1, "us", pool("0.0.0.0/0")),
              circuit(2, "eu", pool("::/0"))])
    accepted("single addresses",
             [mask(0xffff0000),
              circuit(1, "us", pool("255.255.255.255/32"),
                      pool("0.0.0.0/32")),
              circuit(2, "eu", pool("20.2.2.1/32"), pool("20.2.2.2/32"),
                      pool("20.2.2.0/32"), pool("::1/128"))])
    for value, highest in ((0x3f, 2), (0xfc000000, 2), (0x7f, 2),
                           (0xfffff800, 126)):
        accepted(f"the highest id under mask {value:#010x}",
                 [mask(value), circuit(highest, "us"), circuit(1, "eu")])
    accepted("the longest names",
             [mask(0xffff0000),
              circuit(1, "u" * 31, link("fifteen-letters"))])
    accepted("a link and a circuit of one name",
             [mask(0xffff0000), circuit(1, "us", link("us"))])
    accepted("ordinary", ordinary())


def errno_of(request):
    requests = {
        "config-set": (CONFIG_SET, ordinary(), {}),
        "clear": (CONFIG_SET, [], {}),
        "config-get": (CONFIG_GET, [], {}),
        "circuit-get": (CIRCUIT_GET, [u32(STATUS_ID, 1)], {}),
        "circuit-dump": (CIRCUIT_GET, [], {"flags": NLM_F_DUMP}),
        "violation-dump": (VIOLATION_GET, [], {"flags": NLM_F_DUMP}),
        "flow-flush": (FLOW_FLUSH, [], {}),
    }
    command, attrs, how = requests[request]
    answer = family.ask(command, encode(attrs), **how)
    if isinstance(answer, Refusal):
        return errno.errorcode[answer.error]
    return "none"


def must(command, payload=b"", **how):
    answer = family.ask(command, payload, **how)
    if isinstance(answer, Refusal):
        sys.exit(f"command {command} was refused: {answer}")
    return answer


def churn(seconds):
    """Replaces circuits and policies; what the variants share stays in force."""
    found = [Attr(kind, value, nested=kind == CONFIG_CIRCUIT)
             for kind, value in decode(must(CONFIG_GET)[0])
             if kind not in (CONFIG_GENERATION, CONFIG_INSIDE_DROP)]
    variants = [encode(found + more) for more in (
        [circuit(29, "extra", pool("192.0.2.0/24"), pool("3fff::/32"))],
        [circuit(29, "extra", link("extra0"), u32(CIRCUIT_DROP, 0x7f))],
        [u32(CONFIG_INSIDE_DROP, 1 << 5)],
        [])]
    flush = encode([u32(FLOW_STRAY, 29)])
    rounds = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for variant in variants:
            must(CONFIG_SET, variant)
            must(CIRCUIT_GET, flags=NLM_F_DUMP)
            must(VIOLATION_GET, flags=NLM_F_DUMP)
            must(FLOW_FLUSH, flush)
        rounds += 1
    print(rounds * len(variants))


def main():
    global family
    family = Family("ersym")
    if sys.argv[1] == "churn":
        churn(float(sys.argv[2]))
        return 0
    if sys.argv[1] == "errno":
        for request in sys.argv[2:]:
            print(request, errno_of(request))
        return 0
    if sys.argv[1] == "config":
        print(family.ask(CONFIG_GET)[0].hex())
        return 0
    answer = family.ask(CONFIG_SET, encode(ordinary()))
    if answer:
        print(f"an ordinary configuration was refused: {answer}")
        return 1
    globals()["group_" + sys.argv[1]]()
    family.ask(CONFIG_SET)
    print(f"{sent} requests, {failed} answers that should not be")
    return 1 if failed or not sent else 0


if __name__ == "__main__":
    sys.exit(main())
