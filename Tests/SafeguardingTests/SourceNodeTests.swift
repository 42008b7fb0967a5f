// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing

@Suite struct `A hand-written file` {
    static func content(_ yaml: String) throws -> SourceNode.Content {
        try SourceNode(yaml: yaml, file: "f.yaml").content
    }

    @Test(
        arguments: [
            ("a", .text("a")), ("'1'", .text("1")), ("\"true\"", .text("true")),
            ("1", .number("1")), ("-1.5e3", .number("-1.5e3")), (".5", .number(".5")),
            ("1.", .number("1.")), ("+7", .number("+7")), ("0x1F", .text("0x1F")),
            ("1e", .text("1e")), (".", .text(".")), ("1.2.3", .text("1.2.3")), ("-", .text("-")),
            ("true", .boolean(true)), ("False", .boolean(false)), ("yes", .text("yes")),
            ("no", .text("no")), ("on", .text("on")), ("~", .null), ("null", .null),
            ("2026-03-18", .text("2026-03-18")), ("127.0.0.1:8470", .text("127.0.0.1:8470")),
        ] as [(String, SourceNode.Content)])
    func `has strict types`(yaml: String, content: SourceNode.Content) throws {
        // A lone hyphen would begin a list.
        let entries = try SourceNode(yaml: "k: \(yaml == "-" ? "'-'" : yaml)", file: "f").entries()
        #expect(entries.map(\.name) == ["k"])
        #expect(entries.map(\.value.content) == [content])
    }

    @Test(arguments: [
        ("", "f.yaml:1:1: the file is empty, write `name: value` lines"),
        ("a: 1\nb: 2\na: 3\n", "f.yaml:1:1: `a` stands twice in one mapping, write it once"),
        ("a: 1\n\"a\": 3\n", "f.yaml:1:1: `a` stands twice in one mapping, write it once"),
        ("x:\n  1: a\n  '1': b\n", "f.yaml:3:3: `1` stands twice in one mapping, write it once"),
        (
            "a: [1, 2\nb: 3\n",
            "f.yaml:2:2: the YAML breaks here (did not find expected ',' or ']', while "
                + "parsing a flow sequence from line 1), correct the YAML"
        ),
        (
            "a: b: c\n",
            "f.yaml:1:5: the YAML breaks here (mapping values are not allowed in this "
                + "context), correct the YAML"
        ),
        ("a: *b\n", "f.yaml:1:4: the YAML breaks here (found undefined alias), correct the YAML"),
        (
            "a: !!int 1\n",
            "f.yaml:1:4: the tag `tag:yaml.org,2002:int` means nothing here, leave it out"
        ),
        ("a: !x {b: c}\n", "f.yaml:1:4: the tag `!x` means nothing here, leave it out"),
        ("[a]: b\n", "f.yaml:1:1: a name in a mapping is not a scalar, write a word"),
        (
            "a: 1\n---\nb: 2\n",
            "f.yaml:2:1: the YAML breaks here (but found another document, expected a "
                + "single document in the stream from line 1), correct the YAML"
        ),
        (
            "a: 1\nb: \u{7}\n",
            "f.yaml:2:4: the text holds what YAML does not allow (control characters are "
                + "not allowed), correct the YAML"
        ),
    ])
    func `is refused with file, line and column`(yaml: String, fault: String) {
        #expect(throws: SourceFault.self) { try SourceNode(yaml: yaml, file: "f.yaml") }
        do {
            _ = try SourceNode(yaml: yaml, file: "f.yaml")
        } catch {
            #expect(error.description == fault)
        }
    }

    @Test func `shows the place of each value`() throws {
        let node = try SourceNode(yaml: "a: 1\nlist:\n  - é: [x, yy]\n", file: "f.yaml")
        let list = try node.entries()[1].value.items()[0]
        let entry = try list.entries()[0]
        #expect([entry.key.line, entry.key.column] == [3, 5])
        let last = try entry.value.items()[1]
        #expect([last.line, last.column] == [3, 12])
        #expect(last.file == "f.yaml")
    }

    @Test func `gives an alias the place of its anchor`() throws {
        let node = try SourceNode(yaml: "a: &x [1]\nb: *x\n", file: "f.yaml")
        let entries = try node.entries()
        #expect(entries[0].value == entries[1].value)
        #expect(entries[1].value.line == 1)
    }

    @Test func `may be as large as its limits say and no larger`() throws {
        let limits = SourceLimits(bytes: 20, nodes: 4, depth: 2)
        func read(_ yaml: String) throws {
            _ = try SourceNode(yaml: yaml, file: "f", limits: limits)
        }
        try read("a: \(String(repeating: "x", count: 17))")
        #expect(throws: SourceFault.self) { try read("a: \(String(repeating: "x", count: 18))") }
        try read("[1, 2, 3]")
        #expect(throws: SourceFault.self) { try read("[1, 2, 3, 4]") }
        try read("[[1]]")
        #expect(throws: SourceFault.self) { try read("[[[1]]]") }
        try read("[&x [1], *x]".replacing(", *x", with: ""))
        #expect(throws: SourceFault.self) { try read("[&x [1], *x]") }
    }

    @Test func `does not blow up under aliases of aliases`() {
        var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let uses = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            yaml += "a\(level): &a\(level) [\(uses)]\n"
        }
        do {
            _ = try SourceNode(yaml: yaml, file: "f")
            Issue.record("a hundred thousand million values were read")
        } catch {
            #expect(error.what == "there are more than 200000 values")
        }
    }

    @Test func `may be JSON, with the same places`() throws {
        let text = "{\n  \"é\": [true, \"x\", 1.0, null]\n}"
        let node = try SourceNode(json: Array(text.utf8), file: "f.json")
        let entry = try node.entries()[0]
        #expect([entry.key.line, entry.key.column] == [2, 3])
        let items = try entry.value.items()
        #expect(items.map(\.content) == [.boolean(true), .text("x"), .number("1.0"), .null])
        #expect(items.map(\.column) == [9, 15, 20, 25])
        #expect(throws: SourceFault.self) { try SourceNode(json: Array("{".utf8), file: "f") }
    }
}

@Suite struct `A value in a file` {
    static func fault(_ yaml: String, _ read: (SourceNode) throws -> Void) throws -> String {
        let node = try SourceNode(yaml: "k: \(yaml)", file: "f").entries()[0].value
        do {
            try read(node)
            return "none"
        } catch {
            return "\(error)"
        }
    }

    @Test func `is read as what it is`() throws {
        let yaml = "{t: x, i: 7, b: true, d: 2026-03-18, w: guidance, r: front-door, l: 72 hours}"
        let values = try SourceNode(yaml: yaml, file: "f").entries().map(\.value)
        #expect(try values[0].text() == "x")
        #expect(try values[1].integer(in: 0...7) == 7)
        #expect(try values[2].boolean())
        #expect(try values[3].date() == day("2026-03-18"))
        #expect(try values[4].word(of: Force.self) == .guidance)
        let role = try values[5].identifier { (text) throws(IdentifierError) in try Role(text) }
        #expect(role.name == "front-door")
        #expect(try values[6].timeLimit() == .elapsed(milliseconds: 259_200_000))
        #expect(try values.prefix(3).map { try $0.code() } == ["x", "7", "true"])
    }

    @Test func `is refused as what it is not`() throws {
        #expect(
            try Self.fault("1") { _ = try $0.text() }
                == "f:1:4: the number `1` stands where text is expected, write \"1\"")
        #expect(
            try Self.fault("true") { _ = try $0.text() }
                == "f:1:4: the boolean `true` stands where text is expected, write \"true\"")
        #expect(
            try Self.fault("''") { _ = try $0.text() }
                == "f:1:4: the text is empty, write some text")
        #expect(
            try Self.fault("[]") { _ = try $0.text() }
                == "f:1:4: a list stands where text is expected, write one text")
        #expect(
            try Self.fault("x") { _ = try $0.integer(in: 1...3) }
                == "f:1:4: the text `x` stands where a whole number is expected, write a whole "
                + "number from 1 to 3"
        )
        #expect(
            try Self.fault("4") { _ = try $0.integer(in: 1...3) }
                == "f:1:4: 4 is out of range, write a whole number from 1 to 3")
        #expect(
            try Self.fault("yes") { _ = try $0.boolean() }
                == "f:1:4: the text `yes` stands where a truth value is expected, write true or "
                + "false"
        )
        #expect(
            try Self.fault("x") { _ = try $0.items() }
                == "f:1:4: the text `x` stands where a list is expected, write a list such as "
                + "[a, b]"
        )
        #expect(
            try Self.fault("[]") { _ = try $0.items() }
                == "f:1:4: the list is empty, write at least one item")
        #expect(
            try Self.fault("~") { _ = try $0.entries() }
                == "f:1:4: nothing stands where a mapping is expected, write `name: value` lines")
        #expect(
            try Self.fault("{}") { _ = try $0.text() }
                == "f:1:4: a mapping stands where text is expected, write one text")
        #expect(
            try Self.fault("18.3.") { _ = try $0.date() }
                == "f:1:4: `18.3.` is not a date, write it as `2026-03-18`")
        #expect(
            try Self.fault("law") { _ = try $0.word(of: Force.self) }
                == "f:1:4: `law` is none of the words expected, write one of: statute, "
                + "guidance, local"
        )
        #expect(
            try Self.fault("soon") { _ = try $0.timeLimit() }.hasPrefix(
                "f:1:4: `soon` is not a time limit, write a number from 1 and a unit"))
    }

    @Test func `is gathered with the faults of its neighbours`() throws {
        let node = try SourceNode(yaml: "uri: 5\nnmae: x\nlist: [1, b]\n", file: "f")
        var reader = SourceReader()
        let mapping = reader.mapping(node, "a thing", keys: ["uri", "name", "list"])
        let map = try #require(mapping)
        let uri = reader.required("uri", in: map) { (node) throws(SourceFault) in try node.text() }
        let name = reader.required("name", in: map)
        let list = reader.required("list", in: map).map { node in
            reader.values(of: node) { (node) throws(SourceFault) in try node.text() }
        }
        let absent = reader.optional("name", in: map) { (node) throws(SourceFault) in
            try node.text()
        }
        #expect(uri == nil && name == nil && absent == nil)
        #expect(list == ["b"])
        #expect(
            reader.faults.map(\.description) == [
                "f:2:1: unknown key `nmae` in a thing, write one of: uri, name, list",
                "f:1:6: the number `5` stands where text is expected, write \"5\"",
                "f:1:1: a thing has no `name`, write `name`",
                "f:3:8: the number `1` stands where text is expected, write \"1\"",
            ])
        #expect(throws: SourceFaults(reader.faults)) { try reader.finish() }
        #expect(SourceFaults(reader.faults).description.split(separator: "\n").count == 4)
        #expect(try SourceReader.gather { _ in 1 } == 1)
    }
}
