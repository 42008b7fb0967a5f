// SPDX-License-Identifier: Apache-2.0

import Testing
import Wire

@Suite struct `A JSON node` {
    private let root: JSONNode

    init() throws {
        root = try JSONDocument(
            parsing: #"{"s":"plain","e":"a\"\\\/\b\f\n\r\t\u0041\u00e9\u20ac\ud83d\ude00","#
                + #""n":-12,"f":1.0,"t":true,"z":null,"a":[0,[1,2],{"k":3}],"":{"\u0000":"\u0000"}}"#
        ).root
    }

    @Test func `says what it is`() {
        #expect(root.kind == .object)
        #expect(root.count == 8)
        #expect(
            root.members.map(\.value.kind) == [
                .string, .string, .number, .number, .true, .null, .array, .object,
            ])
    }

    @Test func `resolves escapes`() {
        #expect(root["e"]?.string == "a\"\\/\u{8}\u{C}\n\r\tA\u{E9}\u{20AC}\u{1F600}")
        #expect(root["e"]?.utf8.map(Array.init) == Array((root["e"]?.string ?? "").utf8))
        #expect(root["e"]?.isString("a\"\\/\u{8}\u{C}\n\r\tA\u{E9}\u{20AC}\u{1F600}") == true)
        #expect(root[""]?["\0"]?.string == "\0")
    }

    @Test func `gives nil for what it is not`() {
        #expect(root["absent"] == nil)
        #expect(root["s"]?["x"] == nil)
        #expect(root["s"]?[0] == nil)
        #expect(root["s"]?.integer == nil)
        #expect(root["n"]?.string == nil)
        #expect(root["n"]?.utf8 == nil)
        #expect(root["n"]?.boolean == nil)
        #expect(root["n"]?.isString("-12") == false)
        #expect(root["s"]?.numberText == nil)
        #expect(root["s"].map { Array($0.members).isEmpty } == true)
        #expect(root["s"].map { Array($0.elements).isEmpty } == true)
        #expect(root["s"]?.count == 0)
        #expect(root["z"]?.isNull == true)
    }

    @Test func `lends a plain string without copying it`() throws {
        let node = try #require(root["s"])
        let slice = try #require(node.utf8)
        #expect(slice.startIndex == node.offset)
        #expect(slice.count == 5)
    }

    @Test func `walks elements and members`() {
        #expect(root["a"]?[1]?[1]?.integer == 2)
        #expect(root["a"]?[2]?["k"]?.integer == 3)
        #expect(root["a"]?[3] == nil && root["a"]?[-1] == nil)
        #expect(root["a"]?.elements.map(\.kind) == [.number, .array, .object])
        #expect(root.members.map(\.name.string) == ["s", "e", "n", "f", "t", "z", "a", ""])
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("7", 7), ("9223372036854775807", Int64.max),
            ("-9223372036854775808", Int64.min), ("9223372036854775808", nil),
            ("-9223372036854775809", nil), ("18446744073709551616", nil), ("1.0", nil),
            ("1e0", nil),
        ] as [(String, Int64?)])
    func `is an integer only when it was written as one and fits`(_ text: String, _ value: Int64?)
        throws
    {
        #expect(try JSONDocument(parsing: text).root.integer == value)
    }

    @Test func `finds a member by its whole name, however long, and none that differs in a byte`() {
        for count in 1..<26 {
            let name = [UInt8](repeating: UInt8(ascii: "n"), count: count)
            let text = Array("{\"".utf8) + name + Array("\":1}".utf8)
            guard let node = try? JSONDocument(parsing: text).root else {
                Issue.record("does not parse")
                return
            }
            #expect(node[String(decoding: name, as: UTF8.self)]?.integer == 1)
            for place in 0..<count {
                var other = name
                other[place] = UInt8(ascii: "m")
                #expect(node[String(decoding: other, as: UTF8.self)] == nil)
            }
        }
    }

    @Test func `becomes a tree of its own`() {
        #expect(
            root["a"]?.value == [0, [1, 2], ["k": 3]])
        #expect(root["f"]?.value == .number(1.0))
        #expect(root["z"]?.value == .null)
        #expect(root["t"]?.value == true)
    }

    @Test func `never becomes infinite`() throws {
        let root = try JSONDocument(parsing: "[1e400,-1e400]", limits: .schema).root
        #expect(root[0]?.double == .greatestFiniteMagnitude)
        #expect(root[1]?.double == -.greatestFiniteMagnitude)
        #expect(!root.canonical.isEmpty)
    }

    @Test func `knows where it stands`() throws {
        for pointer in ["", "/s", "/a", "/a/0", "/a/1/1", "/a/2/k", "/", "/z"] {
            let pointer = try JSONPointer(parsing: pointer)
            let node = try #require(root.at(pointer))
            #expect(node.pointer(from: root) == pointer)
        }
        let inner = try #require(root["a"]?[2])
        #expect(inner["k"]?.pointer(from: inner)?.description == "/k")
        #expect(root.pointer(from: inner) == nil)
        #expect(root["z"]?.pointer(from: inner) == nil)
        let name = try #require(root.members.first { $0.name.isString("a") }).name
        #expect(name.pointer(from: root)?.description == "/a")
    }
}

@Suite struct `A JSON Pointer` {
    /// RFC 6901 section 5.
    @Test func `finds what the RFC's own examples name`() throws {
        let root = try JSONDocument(
            parsing:
                #"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"#
        ).root
        let numbers = ["/", "/a~1b", "/c%d", "/e^f", "/g|h", "/i\\j", "/k\"l", "/ ", "/m~0n"]
        for (value, text) in numbers.enumerated() {
            let pointer = try JSONPointer(parsing: text)
            #expect(root.at(pointer)?.integer == Int64(value))
            #expect(pointer.description == text)
        }
        #expect(root.at(try JSONPointer(parsing: "/foo/0"))?.string == "bar")
        #expect(root.at(JSONPointer())?.kind == .object)
        for absent in ["/foo/01", "/foo/-", "/foo/2", "/foo/", "/foo/0/0", "/bar", "/foo/+1"] {
            #expect(root.at(try JSONPointer(parsing: absent)) == nil)
        }
    }

    @Test(arguments: [
        ("a", JSONPointerError.noLeadingSlash), ("/~", .malformedEscape), ("/~2", .malformedEscape),
        ("/a~/b", .malformedEscape),
    ])
    func `is refused when it is malformed`(_ text: String, _ error: JSONPointerError) {
        #expect(throws: error) { try JSONPointer(parsing: text) }
    }

    @Test func `grows token by token`() {
        let pointer = JSONPointer().appending("a/b").appending(3).appending(
            JSONPointer(tokens: ["~"]))
        #expect(pointer.description == "/a~1b/3/~0")
    }

    @Test func `is compared by code points`() {
        let composed = JSONPointer(tokens: ["\u{E9}"])
        #expect(composed != JSONPointer(tokens: ["e\u{301}"]))
        #expect(Set([composed, JSONPointer(tokens: ["\u{E9}"])]).count == 1)
        #expect(JSONPointer(tokens: ["a", "b"]) != JSONPointer(tokens: ["ab"]))
    }
}
