// SPDX-License-Identifier: Apache-2.0

import Testing
import Wire

@Suite struct `A JSON document` {
    @Test(arguments: [
        ("", JSONError.unexpectedEnd(expected: .value, offset: 0)),
        (" \n", .unexpectedEnd(expected: .value, offset: 2)),
        ("[1,]", .unexpectedByte(0x5D, expected: .value, offset: 3)),
        ("[1 2]", .unexpectedByte(0x32, expected: .commaOrBracket, offset: 3)),
        ("[1", .unexpectedEnd(expected: .commaOrBracket, offset: 2)),
        ("{\"a\":1,}", .unexpectedByte(0x7D, expected: .name, offset: 7)),
        ("{a:1}", .unexpectedByte(0x61, expected: .name, offset: 1)),
        ("{\"a\" 1}", .unexpectedByte(0x31, expected: .colon, offset: 5)),
        ("{\"a\":1", .unexpectedEnd(expected: .commaOrBrace, offset: 6)),
        ("[}", .unexpectedByte(0x7D, expected: .value, offset: 1)),
        ("\"a", .unexpectedEnd(expected: .quotationMark, offset: 2)),
        ("\"a\tb\"", .controlCharacter(0x09, offset: 2)),
        ("\"a\\x\"", .malformedEscape(offset: 2)),
        ("\"\\u00g0\"", .malformedEscape(offset: 1)),
        ("\"\\ud800\"", .loneSurrogate(offset: 1)),
        ("\"\\udc00\"", .loneSurrogate(offset: 1)),
        ("\"\\ud800\\u0041\"", .loneSurrogate(offset: 1)),
        ("\"\\ud800\\n\"", .loneSurrogate(offset: 1)),
        ("01", .malformedNumber(offset: 0)),
        ("-", .unexpectedEnd(expected: .digit, offset: 1)),
        ("[-]", .malformedNumber(offset: 1)),
        ("[1.]", .malformedNumber(offset: 1)),
        ("[1e]", .malformedNumber(offset: 1)),
        ("[.5]", .unexpectedByte(0x2E, expected: .value, offset: 1)),
        ("+1", .unexpectedByte(0x2B, expected: .value, offset: 0)),
        ("NaN", .unexpectedByte(0x4E, expected: .value, offset: 0)),
        ("tru", .unexpectedEnd(expected: .literal, offset: 3)),
        ("trua", .unexpectedByte(0x61, expected: .literal, offset: 3)),
        ("1 2", .trailingData(offset: 2)),
        ("{}\u{0}", .trailingData(offset: 2)),
        ("1e400", .numberOutOfRange(offset: 0)),
        ("[-1e309]", .numberOutOfRange(offset: 1)),
        ("\u{FEFF}{}", .byteOrderMark),
        ("{\"a\":1,\"a\":2}", .duplicateMember(offset: 7, first: 1)),
        ("{\"a\":1,\"\\u0061\":2}", .duplicateMember(offset: 7, first: 1)),
        ("{\"x\":{\"b\":0,\"c\":1,\"b\":2}}", .duplicateMember(offset: 18, first: 6)),
        ("/**/1", .unexpectedByte(0x2F, expected: .value, offset: 0)),
    ])
    func `is refused at the byte where it goes wrong`(_ text: String, _ error: JSONError) {
        #expect(throws: error) { try JSONDocument(parsing: text) }
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80],
            [0xE2, 0x82],
            [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
            [0xE2, 0x82, 0x41], [0xF0, 0x9F, 0x98, 0x41], [0xC3],
        ] as [[UInt8]])
    func `is refused when it is not UTF-8`(_ sequence: [UInt8]) {
        #expect(throws: JSONError.notUTF8(offset: 1)) {
            try JSONDocument(parsing: [0x22] + sequence + [0x22])
        }
    }

    @Test func `lets every character through that UTF-8 has`() throws {
        for value in [0x20, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF] {
            let text = String(Character(try #require(Unicode.Scalar(UInt32(value)))))
            #expect(
                try JSONDocument(parsing: "\"\(text)\"").root.string?.utf8.elementsEqual(text.utf8)
                    == true)
        }
    }

    @Test func `takes names that only look alike as two`() throws {
        let root = try JSONDocument(parsing: "{\"\u{E9}\":1,\"e\u{301}\":2}").root
        #expect(root["\u{E9}"]?.integer == 1)
        #expect(root["e\u{301}"]?.integer == 2)
    }

    @Test func `keeps numbers as they were written`() throws {
        let root = try JSONDocument(parsing: "[1.0,-0,1e2,1e400]", limits: .schema).root
        #expect(root.elements.map(\.numberText) == ["1.0", "-0", "1e2", "1e400"])
    }

    @Test func `refuses nesting without end and does not crash`() {
        let limits = JSONLimits(bytes: 1 << 20, depth: 512, nodes: 1 << 20, stringBytes: 1 << 20)
        for text in ["[", "{\"a\":"] {
            let deep = [UInt8](String(repeating: text, count: 100_000).utf8)
            #expect(throws: JSONError.tooDeep(offset: 512 * text.utf8.count, limit: 512)) {
                try JSONDocument(parsing: deep, limits: limits)
            }
        }
    }

    @Test func `finds a name twice among a hundred thousand`() throws {
        let limits = JSONLimits(
            bytes: 1 << 24, depth: 2, nodes: 200_000, stringBytes: 1 << 10)
        let names = (0..<100_000).map { "\"name-\($0)\":\($0)" }
        let text = "{\(names.joined(separator: ","))"
        let document = try JSONDocument(parsing: text + "}", limits: limits)
        #expect(document.root.count == 100_000)
        #expect(document.root["name-99999"]?.integer == 99_999)
        let offset = text.utf8.count + 1
        let first = try #require(document.root.members.first { $0.name.string == "name-5" }).name
        #expect(throws: JSONError.duplicateMember(offset: offset, first: first.offset - 1)) {
            try JSONDocument(parsing: text + ",\"\\u006eame-5\":0}", limits: limits)
        }
    }

    @Test(arguments: 0..<20)
    func `notices whatever stands at any place of a long string`(_ place: Int) throws {
        func text(_ inside: [UInt8]) -> [UInt8] {
            var text = [UInt8](repeating: UInt8(ascii: "x"), count: 20)
            text.replaceSubrange(place..<place + 1, with: inside)
            return [0x22] + text + [0x22]
        }
        for plain in [0x20, 0x21, 0x23, 0x5B, 0x5D, 0x7E, 0x7F] as [UInt8] {
            #expect(try JSONDocument(parsing: text([plain])).root.string?.utf8.count == 20)
        }
        for control in 0..<UInt8(0x20) {
            #expect(throws: JSONError.controlCharacter(control, offset: place + 1)) {
                try JSONDocument(parsing: text([control]))
            }
        }
        #expect(try JSONDocument(parsing: text([0x5C, 0x22])).root.string?.utf8.count == 20)
        #expect(try JSONDocument(parsing: text([0xC3, 0xA9])).root.string?.utf8.count == 21)
        for stranger in [0x80, 0xA0, 0xFF] as [UInt8] {
            #expect(throws: JSONError.notUTF8(offset: place + 1)) {
                try JSONDocument(parsing: text([stranger]))
            }
        }
        #expect(throws: JSONError.trailingData(offset: place + 2)) {
            try JSONDocument(parsing: text([0x22]))
        }
    }

    @Test(arguments: [2, 15, 16, 17, 31, 32, 33, 40])
    func `finds a name twice in objects small and large`(_ count: Int) throws {
        let members = (0..<count).map { "\"k\($0)\":0" }
        let good = "{\(members.joined(separator: ","))}"
        #expect(try JSONDocument(parsing: good).root.count == count)
        for twice in [0, count / 2, count - 1] {
            let bad = "{\((members + ["\"k\(twice)\":1"]).joined(separator: ","))}"
            let first = try #require(good.utf8.firstRange(of: "\"k\(twice)\"".utf8))
            let offset = good.utf8.count
            let start = good.utf8.distance(from: good.startIndex, to: first.lowerBound)
            #expect(throws: JSONError.duplicateMember(offset: offset, first: start)) {
                try JSONDocument(parsing: bad)
            }
        }
    }

    @Test func `knows names apart that look alike`() throws {
        let names = (0..<10).map { "name-\($0)-name-0123456789" }
        let text = names.map { "\"\($0)\":0" }.joined(separator: ",")
        #expect(try JSONDocument(parsing: "{\(text)}").root.count == 10)
        let offset = text.utf8.count + 2
        #expect(throws: JSONError.duplicateMember(offset: offset, first: 1)) {
            try JSONDocument(parsing: "{\(text),\"\(names[0])\":1}")
        }
    }

    @Test func `reads every prefix of a text to an error and never crashes`() throws {
        let text = [UInt8](
            #"{"a":[1,-2.5e+3,"\u00e9\ud83d\ude00é😀"],"b":{"c":null,"d":true}}"#.utf8)
        for count in 0..<text.count {
            #expect(throws: JSONError.self) { try JSONDocument(parsing: Array(text[..<count])) }
        }
        #expect(try JSONDocument(parsing: text).root["b"]?["d"]?.boolean == true)
    }

    @Test func `survives every byte in every place`() {
        let text = [UInt8](#"{"a":[1,"\u00e9"],"é":-2.5e3}"#.utf8)
        for index in text.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = text
                changed[index] = byte
                if let document = try? JSONDocument(parsing: changed) {
                    #expect(!document.root.canonical.isEmpty)
                }
            }
        }
    }
}
