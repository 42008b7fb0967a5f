// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Testing
import Wire

/// What other people's parsers agree on.
@Suite struct `JSON of the public suites` {
    private static let duplicates = "RFC 7493 section 2.3 forbids a member name twice"
    private static let noCrash = "no verdict: read without a crash"

    @Test func `of JSONTestSuite is read and refused as its names say`() {
        var score = Score()
        let folder = "json-parsing/JSONTestSuite/test_parsing"
        for file in Vectors.files(under: folder) {
            let outcome = Outcome(file.bytes)
            switch file.name.first {
            case "y" where outcome.isDuplicate: score.leaveOut()
            case "y": score.count(outcome.isRead, file.path)
            case "n": score.count(!outcome.isRead, file.path)
            case "i": score.count(true, file.path)
            default: score.count(false, "\(file.path) has no verdict in its name")
            }
        }
        score.report(folder, leftOut: Self.duplicates)
    }

    @Test func `of the transform suite is read without a crash`() {
        let folder = "json-parsing/JSONTestSuite/test_transform"
        var score = Score()
        for file in Vectors.files(under: folder) {
            let document = try? JSONDocument(parsing: file.bytes, limits: .wide)
            score.count(document.map { !$0.root.canonical.isEmpty } ?? true, file.path)
        }
        score.report(folder, leftOut: Self.noCrash)
    }

    @Test func `of the corner cases is read, refused and understood as agreed`() throws {
        for file in Vectors.files(under: "json-parsing")
        where !file.path.contains("/JSONTestSuite/") {
            let cases = try JSONDocument(parsing: file.bytes, limits: .wide).root["cases"]
            var score = Score()
            for (number, node) in (try #require(cases).elements).enumerated() {
                let example = try CornerCase(node)
                let outcome = Outcome(example.input)
                if example.expectation == "accept", outcome.isDuplicate {
                    score.leaveOut()
                } else {
                    score.count(example.agrees(with: outcome), "case \(number) of \(file.path)")
                }
            }
            score.report(file.path, leftOut: Self.duplicates)
        }
    }
}

/// What the parser made of some bytes, with limits that no vector reaches.
private struct Outcome {
    let document: JSONDocument?
    let error: JSONError?
    let exact: JSONDocument?

    init(_ bytes: [UInt8]) {
        var document: JSONDocument?
        var error: JSONError?
        do throws(JSONError) {
            document = try JSONDocument(parsing: bytes, limits: .wide)
        } catch let thrown {
            error = thrown
        }
        // The limits of a message may refuse more, and must not crash either.
        _ = try? JSONDocument(parsing: bytes)
        self.document = document
        self.error = error
        exact = try? JSONDocument(parsing: bytes, limits: .wideWithAnyNumber)
    }

    var isRead: Bool { document != nil }

    var isDuplicate: Bool {
        if case .duplicateMember = error { true } else { false }
    }

    var isOutOfRange: Bool {
        if case .numberOutOfRange = error { true } else { false }
    }
}

/// One case of the layout of `corner-cases.json`.
private struct CornerCase {
    let input: [UInt8]
    let expectation: String
    let canonical: String?
    let bits: String?

    init(_ node: JSONNode) throws {
        expectation = try #require(node["expect"]?.string)
        canonical = node["canonical_value_utf8"]?.string
        bits = node["float64_bits"]?.string
        if let encoded = node["input_b64"]?.string {
            input = try Base64.decode(encoded)
        } else {
            let prefix = Array(try #require(node["generator"]?["prefix"]?.string).utf8)
            let length = Int(try #require(node["generator"]?["length"]?.integer))
            input = (0..<length).map { prefix[$0 % prefix.count] }
        }
    }

    func agrees(with outcome: Outcome) -> Bool {
        switch expectation {
        case "accept": outcome.document.map(isUnderstood) ?? false
        case "reject": !outcome.isRead
        case "duplicate-key": outcome.isDuplicate
        case "number-out-of-range": outcome.isOutOfRange && outcome.exact != nil
        case "reject-or-ignore-bom": outcome.error == .byteOrderMark
        case "implementation-defined", "any": true
        default: false
        }
    }

    private func isUnderstood(_ document: JSONDocument) -> Bool {
        if let canonical, String(decoding: document.root.canonical, as: UTF8.self) != canonical {
            return false
        }
        guard let bits else { return true }
        return document.root.double?.bitPattern == UInt64(bits, radix: 16)
    }
}
