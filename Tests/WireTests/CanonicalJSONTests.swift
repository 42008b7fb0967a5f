// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Testing
import Wire

@Suite struct `Canonical JSON` {
    @Test(
        arguments: [
            (0.0, "0"), (-0.0, "0"), (1, "1"), (-1.5, "-1.5"), (1e20, "100000000000000000000"),
            (1e21, "1e+21"), (123456789012345683968, "123456789012345680000"),
            (0.000001, "0.000001"),
            (0.0000001, "1e-7"), (1.5e-7, "1.5e-7"), (Double.leastNonzeroMagnitude, "5e-324"),
            (1.7976931348623157e308, "1.7976931348623157e+308"), (100, "100"),
            (12.5e10, "125000000000"),
            (9007199254740992, "9007199254740992"), (0.1, "0.1"), (1e-5, "0.00001"),
        ] as [(Double, String)])
    func `writes numbers as ECMAScript does`(_ number: Double, _ text: String) {
        #expect(JSONValue.number(number).text == text)
    }

    @Test func `writes whole numbers without a detour, and large ones as binary64`() {
        #expect(JSONValue.integer(-9_007_199_254_740_992).text == "-9007199254740992")
        #expect(JSONValue.integer(9_007_199_254_740_993).text == "9007199254740992")
        #expect(JSONValue.integer(.min).text == "-9223372036854776000")
    }

    @Test func `sorts names by UTF-16 code units`() throws {
        let text = #"{"\ufb33":1,"\ud83d\ude00":2,"\u20ac":3,"\r":4,"1":5,"":6,"\ue000":7}"#
        let expected =
            "{\"\":6,\"\\r\":4,\"1\":5,\"\u{20AC}\":3,\"\u{1F600}\":2,\"\u{E000}\":7,\"\u{FB33}\":1}"
        let root = try JSONDocument(parsing: text).root
        #expect(String(decoding: root.canonical, as: UTF8.self) == expected)
        #expect(root.value.text == expected)
    }

    @Test func `writes the shortest escapes`() {
        let text = JSONValue.string("\u{0}\u{1F}\u{8}\t\n\u{C}\r\"\\/\u{7F}\u{2028}").text
        #expect(text == "\"\\u0000\\u001f\\b\\t\\n\\f\\r\\\"\\\\/\u{7F}\u{2028}\"")
    }

    /// Eight bytes are looked at at once, so each length and place is a case of its own.
    @Test func `escapes wherever in a string it must, and nothing else`() {
        let plain = Array("abcdefghijklm\u{E9}\u{20AC}\u{1F600}nopqrstuvwxyz~ !".unicodeScalars)
        for count in 0..<plain.count {
            let text = String(String.UnicodeScalarView(plain.prefix(count)))
            #expect(JSONValue.string(text).text == "\"\(text)\"")
            for place in 0...count {
                for (scalar, escape) in [("\"", "\\\""), ("\\", "\\\\"), ("\u{1F}", "\\u001f")] {
                    let before = String(String.UnicodeScalarView(plain.prefix(place)))
                    let after = String(String.UnicodeScalarView(plain[place..<count]))
                    #expect(
                        JSONValue.string(before + scalar + after).text
                            == "\"\(before)\(escape)\(after)\"")
                }
            }
        }
    }

    @Test func `makes room for whatever comes`() {
        for count in [1, 120, 127, 128, 129, 500, 513, 100_000] {
            let text = String(repeating: "x", count: count)
            #expect(
                JSONValue.array([.string(text), .string(text)]).text == "[\"\(text)\",\"\(text)\"]")
        }
    }

    @Test func `is the same from a document and from its tree`() throws {
        for file in Vectors.files(under: "jcs/testdata/input") {
            let root = try JSONDocument(parsing: file.bytes).root
            #expect(root.canonical == root.value.canonical)
            #expect(try JSONDocument(parsing: root.canonical).root.value == root.value)
        }
    }

    @Test func `comes out as in the documents of the RFC's author`() throws {
        let folder = "jcs/testdata"
        let outputs = Dictionary(
            uniqueKeysWithValues: Vectors.files(under: "\(folder)/output").map {
                ($0.name, $0.bytes)
            })
        let hexes = Dictionary(
            uniqueKeysWithValues: Vectors.files(under: "\(folder)/outhex", ending: ".txt")
                .map { ($0.name, $0.bytes) })
        for file in Vectors.files(under: "\(folder)/input") {
            var score = Score()
            let canonical = try JSONDocument(parsing: file.bytes, limits: .wide).root.canonical
            let hex = hexes[file.name.replacing(".json", with: ".txt")].map(Self.digits)
            score.count(outputs[file.name] == canonical, "the text of \(file.path)")
            score.count(hex == Hex.encode(canonical), "the bytes of \(file.path)")
            score.report(file.path, leftOut: "")
        }
    }

    @Test func `prints numbers as V8 prints them`() throws {
        for file in Vectors.files(under: "jcs", ending: ".tsv") {
            var score = Score()
            for line in String(decoding: file.bytes, as: UTF8.self).split(separator: "\n") {
                let fields = line.split(separator: "\t")
                guard fields.count == 2, let bits = UInt64(fields[0], radix: 16) else { continue }
                let text = JSONValue.number(Double(bitPattern: bits)).text
                score.count(text == fields[1], "\(fields[0])")
            }
            score.report(file.path, leftOut: "")
        }
    }

    @Test func `comes out as two other programs write it`() throws {
        for file in Vectors.files(under: "jcs") where !file.path.contains("/testdata/") {
            var score = Score()
            let cases = try JSONDocument(parsing: file.bytes, limits: .wide).root
            for example in cases.elements {
                let input = try #require(example["input"]?.utf8)
                let root = try JSONDocument(parsing: Array(input), limits: .wide).root
                score.count(
                    example["canonical"]?.utf8.map { root.canonical == Array($0) } ?? false,
                    "\(example["input"]?.string ?? "")")
            }
            score.report(file.path, leftOut: "")
        }
    }

    private static func digits(_ text: [UInt8]) -> String {
        String(decoding: text.filter { $0 > 0x20 }, as: UTF8.self)
    }
}
