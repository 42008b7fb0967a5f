// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import HummingbirdTesting
import SampleTown
import Testing

@testable import Web

/// What two programs in a row could read differently: a proxy one request, the broker two.
@Suite struct `A request that may hide another` {
    /// What is sent, as it is, and the status of the one answer to it.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let status: Int
        let text: String

        init(_ name: String, _ status: Int, _ lines: String..., body: String = hidden) {
            self.name = name
            self.status = status
            text = lines.joined(separator: "\r\n") + "\r\n\r\n" + body
        }

        init(_ name: String, _ status: Int, raw text: String) {
            self.name = name
            self.status = status
            self.text = text
        }

        var testDescription: String { name }

        /// The request that is to be taken for one of its own.
        static let hidden = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
    }

    private static let host = "Host: localhost"
    private static let first = "POST /events HTTP/1.1"
    private static let chunked = "Transfer-Encoding: chunked"
    private static let none = "0\r\n\r\n"

    /// A request whose caller is let in, so that its content is read.
    private static func content(_ name: String, _ body: String) -> Case {
        Case(
            name, 400, first, host, chunked, "Authorization: Bearer TOKEN",
            "Content-Type: application/secevent+jwt", body: body + none + Case.hidden)
    }

    private static let lengths: [Case] = [
        Case("a transfer coding with a length", 400, first, host, chunked, "Content-Length: 5"),
        Case("a length with a transfer coding", 400, first, host, "Content-Length: 5", chunked),
        Case("two lengths", 400, first, host, "Content-Length: 5", "Content-Length: 6"),
        Case("a length twice", 400, first, host, "Content-Length: 5", "Content-Length: 5"),
        Case("a list of lengths", 400, first, host, "Content-Length: 5, 5"),
        Case("a length with a sign", 400, first, host, "Content-Length: +5"),
        Case("a length below zero", 400, first, host, "Content-Length: -5"),
        Case("a hexadecimal length", 400, first, host, "Content-Length: 0x5"),
        Case("a split length", 400, first, host, "Content-Length: 5 5"),
        Case("a length without digits", 400, first, host, "Content-Length: five"),
        Case(
            "a length beyond all", 400, first, host, "Content-Length: 18446744073709551617"),
        Case("a length with a space before the colon", 400, first, host, "Content-Length : 5"),
        Case("a length under another name", 400, first, host, "Content-Length\0: 5"),
    ]

    private static let codings: [Case] = [
        Case("another coding", 400, first, host, "Transfer-Encoding: gzip"),
        Case("chunked before another", 400, first, host, "Transfer-Encoding: chunked, gzip"),
        Case("chunked in a word", 400, first, host, "Transfer-Encoding: xchunked"),
        Case("chunked with more behind", 400, first, host, "Transfer-Encoding: chunked-false"),
        Case("a coding under HTTP/1.0", 400, "POST /events HTTP/1.0", host, chunked, body: none),
        Case(
            "a coding with a space before the colon", 400, first, host,
            "Transfer-Encoding : chunked"),
        Case("a folded coding", 400, first, host, "Transfer-Encoding:", " chunked"),
        Case("chunked twice", 400, first, host, "Transfer-Encoding: chunked, chunked", body: none),
        Case("chunked in two fields", 400, first, host, chunked, chunked, body: none),
        content("a chunk's length in code", "0x5\r\nhello\r\n"),
        content("a chunk's length below zero", "-5\r\nhello\r\n"),
        content("a chunk's length beyond all", "FFFFFFFFFFFFFFFFF\r\n"),
        content("a chunk without an end", "5\r\nhello"),
        content("a chunk that ends in a line feed", "5\nhello\n"),
        content("a chunk's length with a space", "5 \r\nhello\r\n"),
        content("an extension that ends in a line feed", "5;a=b\nhello\r\n"),
    ]

    private static let lines: [Case] = [
        Case("line feeds alone", 400, raw: "GET /livez HTTP/1.1\nHost: localhost\n\n"),
        Case(
            "a line feed within", 400, raw: "GET /livez HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n"),
        Case("a return within", 400, raw: "GET /livez HTTP/1.1\r\nHost: localhost\rX: y\r\n\r\n"),
        Case("a folded line", 400, "GET /livez HTTP/1.1", host, "X-Long: a", " b"),
        Case("a line folded by a tab", 400, "GET /livez HTTP/1.1", host, "X-Long: a", "\tb"),
        Case("a first line that is folded", 400, "GET /livez HTTP/1.1", " X: y", host),
        Case("a line without a colon", 400, "GET /livez HTTP/1.1", host, "X"),
        Case("a field without a name", 400, "GET /livez HTTP/1.1", host, ": y"),
        Case("a zero byte in a value", 400, "GET /livez HTTP/1.1", host, "X: a\0b"),
        Case("a name with a space", 400, "GET /livez HTTP/1.1", host, "X Y: 1"),
        Case("a line feed before", 400, raw: "\n" + Case.hidden),
        Case("a return before", 400, raw: "\r" + Case.hidden),
        Case("a line feed behind an empty line", 400, raw: "\r\n\n" + Case.hidden),
        Case("a return behind an empty line", 400, raw: "\r\n\r" + Case.hidden),
        Case("returns before a line feed", 400, raw: "\r\r\n" + Case.hidden),
    ]

    private static let targets: [Case] = [
        Case("a whole address", 400, "GET http://localhost/livez HTTP/1.1", host),
        Case("the address of another", 400, "GET http://other.example/livez HTTP/1.1", host),
        Case("an authority", 400, "GET localhost:80 HTTP/1.1", host),
        Case("a tunnel", 400, "CONNECT localhost:80 HTTP/1.1", host),
        Case("an asterisk", 400, "OPTIONS * HTTP/1.1", host),
        Case("a fragment", 400, "GET /livez#x HTTP/1.1", host),
        Case("a space within", 400, "GET /livez /x HTTP/1.1", host),
        Case("no Host", 400, "GET /livez HTTP/1.1"),
        Case("two Hosts", 400, "GET /livez HTTP/1.1", host, "Host: other.example"),
        Case("a Host twice", 400, "GET /livez HTTP/1.1", host, "HOST: localhost"),
        Case("a list of Hosts", 400, "GET /livez HTTP/1.1", "Host: localhost, other.example"),
        Case("a Host with a user", 400, "GET /livez HTTP/1.1", "Host: a@localhost"),
        Case("a Host with a path", 400, "GET /livez HTTP/1.1", "Host: localhost/livez"),
    ]

    private static let versions: [Case] = [
        Case("the preface of HTTP/2", 505, raw: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        Case("HTTP/2.0 in words", 400, "GET /livez HTTP/2.0", host),
        Case("HTTP/1.2", 400, "GET /livez HTTP/1.2", host),
        Case("HTTP/9.9", 400, "GET /livez HTTP/9.9", host),
        Case("no version", 400, raw: "GET /livez\r\n\r\n"),
        Case("another protocol", 400, "GET /livez SMTP/1.1", host),
        Case("a method that is none", 400, "G?T /livez HTTP/1.1", host),
        Case("an unknown method", 501, "FOO /livez HTTP/1.1", host),
        Case("a method in small letters", 501, "get /livez HTTP/1.1", host),
        Case("a method that goes on", 501, "GETS /livez HTTP/1.1", host),
        Case(
            "a method without an end", 400, String(repeating: "F", count: 64) + " /livez HTTP/1.1",
            host),
        Case("a handshake of TLS", 400, raw: "\u{16}\u{03}\u{01}\u{02}\0\u{01}\0\r\n\r\n"),
    ]

    @Test(arguments: lengths + codings + lines + targets + versions, Roads.Road.allCases)
    func `is refused by its rule, and nothing after it is heard`(
        _ one: Case, road: Roads.Road
    ) async throws {
        let scene = try await Self.scene.value
        let answers = try await scene.roads.exchange(
            [Array(one.text.replacing("TOKEN", with: scene.token).utf8)], over: road, isEnded: false
        )
        #expect(answers.count == 1, "\(answers)")
        #expect(answers.first?.status.split(separator: " ").dropFirst().first == "\(one.status)")
        #expect(answers.first?.fields.contains("connection: close") == true, "\(answers)")
    }

    /// One town for all: none of them gets in.
    private static let scene = Task { try await Scene() }

    private struct Scene {
        let roads: Roads
        let token: String

        init() async throws {
            let town = try SampleTown()
            roads = try await Roads(town)
            token = String(
                decoding: try town.bearer(for: town.police, at: SampleTown.morning), as: UTF8.self)
        }
    }

    /// Who is turned away before the end of the request gets no second answer for what is wrong there.
    @Test(arguments: [false, true], Roads.Road.allCases)
    func `has one answer, known caller or not`(isKnown: Bool, road: Roads.Road) async throws {
        let scene = try await Self.scene.value
        let head = [
            Self.first, Self.host, Self.chunked, "Content-Type: application/secevent+jwt",
            "Authorization: Bearer \(isKnown ? scene.token : "a.b.c")",
        ]
        let start = Array((head.joined(separator: "\r\n") + "\r\n\r\n3\r\nabc\r\n").utf8)
        let answers = try await scene.roads.exchange(
            [start, Array("x\r\n\r\n".utf8) + Array(Case.hidden.utf8)], over: road,
            isEnded: false)
        #expect(answers.count == 1, "\(answers)")
        #expect(["400", "401"].contains(answers.first?.status.split(separator: " ")[1]))
    }

    @Test func `has no answer to what is wrong after its answer`() async throws {
        let scene = try await Self.scene.value
        let connection = try scene.roads.connect(over: .ordinary)
        let head = [Self.first, Self.host, Self.chunked, "Authorization: Bearer a.b.c"]
        connection.send(Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8))
        _ = try await Roads.aside { try connection.readSome() }
        connection.send(Array("x\r\n\r\n".utf8))
        #expect(try await Roads.aside { try connection.readAll() } == [])
    }

    @Test(arguments: [
        ("GET /livez HTTP/1.1", ["Host: localhost"]), ("GET /livez HTTP/1.1", ["Host:"]),
        ("GET /livez HTTP/1.1", ["host: [::1]:8470"]), ("GET /livez HTTP/1.0", []),
        ("GET /livez?a=http://b HTTP/1.1", ["Host: a.example:1"]),
        ("\r\nGET /livez HTTP/1.1", ["Host: localhost"]),
    ])
    func `is not one that only looks unusual`(line: String, fields: [String]) async throws {
        let scene = try await Self.scene.value
        let lines = [line] + fields + ["Connection: close"]
        let text = lines.joined(separator: "\r\n") + "\r\n\r\n"
        let answers = try await scene.roads.exchange(
            [Array(text.utf8)], over: .express, isEnded: true)
        #expect(answers.map(\.status) == ["HTTP/1.1 200 OK"])
    }

    /// What broke off a request that was begun is told as what is wrong with its head is.
    @Test(arguments: Roads.Road.allCases)
    func `is told the rule of its content in words, too`(road: Roads.Road) async throws {
        let scene = try await Self.scene.value
        for one in Self.codings.suffix(7) {
            let bytes = Array(one.text.replacing("TOKEN", with: scene.token).utf8)
            let answer = try await scene.roads.exchange([bytes], over: road, isEnded: false).first
            #expect(answer?.fields.contains("content-type: application/json") == true, "\(one)")
            #expect(answer?.body.contains("\"err\":\"http_error\"") == true, "\(one)")
            #expect(answer?.body.contains("RFC 9112 section 7.1") == true, "\(one)")
        }
    }

    /// A request, then what may or may not stand before the next one; in one piece and in many.
    @Test(arguments: [
        ("", true), ("\r\n", true), ("\r\n\r\n", true), ("\n", false), ("\r", false),
        ("\r\n\n", false), ("\r\r\n", false), ("\n\r\n", false),
    ])
    func `may come behind another, and then is found all the same`(
        between: String, isTaken: Bool
    ) async throws {
        let scene = try await Self.scene.value
        let bodies = [
            ["Content-Length: 6\r\n\r\n", "{\n\r\n\r}"], ["Content-Length: 0\r\n\r\n"],
            [Self.chunked + "\r\n\r\n", "3\r\n\n{\r\r\n", Self.none],
        ]
        for body in bodies {
            let first = ["POST /none HTTP/1.1\r\nHost: localhost\r\n"] + body
            let last = "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            let pieces = first + [between + last]
            let whole = Array(pieces.joined().utf8)
            for cut in [[whole], pieces.map { Array($0.utf8) }, whole.map { [$0] }] {
                let answers = try await scene.roads.exchange(cut, over: .express, isEnded: true)
                let codes = answers.map { $0.status.split(separator: " ")[1] }
                #expect(codes == ["404", isTaken ? "200" : "400"], "\(body) \(cut.count)")
            }
        }
    }

    /// The second head waits for the first answer; what then breaks its content is told all the same.
    @Test(arguments: Roads.Road.allCases)
    func `is told the rule also when its head waited for the answer to another`(
        road: Roads.Road
    ) async throws {
        let scene = try await Self.scene.value
        for content in ["zz\r\n", "5;\(String(repeating: "a", count: 2_000))\r\n"] {
            let connection = try scene.roads.connect(over: road)
            let head = [
                Self.first, Self.host, Self.chunked, "Authorization: Bearer \(scene.token)",
                "Content-Type: application/secevent+jwt",
            ].joined(separator: "\r\n")
            connection.send(Array((Case.hidden + head + "\r\n\r\n").utf8))
            _ = try await Roads.aside { try connection.readSome() }
            connection.send(Array((content + Case.hidden).utf8))
            let answers = try RawAnswer.all(
                in: await Roads.aside { try connection.readAll() })
            #expect(answers.map(\.status) == ["HTTP/1.1 400 Bad Request"], "\(answers)")
            #expect(answers.first?.body.contains("RFC 9112 section 7.1") == true)
        }
    }

    private static let rules: [(String, HeadFault)] = [
        ("Content-Length: 5\r\nTransfer-Encoding: chunked", .severalLengths),
        ("Transfer-Encoding: chunked\r\nContent-Length: 5", .severalLengths),
        ("Content-Length: 5\r\nContent-Length: 5", .severalLengths),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", .transferCoding),
        ("Transfer-Encoding: chunked, chunked", .transferCoding),
        ("Transfer-Encoding: gzip, chunked", .transferCoding),
        ("Transfer-Encoding: gzip", .transferCoding),
        ("Content-Length: 5 5", .length), ("Content-Length: +5", .length),
        ("Content-Length: 18446744073709551616", .length),
        ("X: y\nY: z", .field(2, .loneFeed)), ("X: y\rY: z", .field(2, .loneReturn)),
        ("X: y\r\r", .field(2, .loneReturn)), ("X: y\r\n z", .field(3, .folded)),
        ("X: y\r\n\tz", .field(3, .folded)), ("X", .field(2, .noColon)),
        (": y", .field(2, .name)), ("X\0: y", .field(2, .name)),
        ("X : y", .field(2, .spaceInName)), ("X Y: z", .field(2, .spaceInName)),
        ("X: a\0b", .field(2, .value)),
    ]

    private static let firstLines: [(String, HeadFault)] = [
        ("GET /livez HTTP/1.1\nHost: a\r\n\r\n", .field(0, .loneFeed)),
        ("GET /livez HTTP/1.1\rHost: a\r\n\r\n", .field(0, .loneReturn)),
        ("GET /livez HTTP/1.1\r\n X: y\r\n\r\n", .field(1, .folded)),
        ("GET /li vez HTTP/1.1\r\nHost: a\r\n\r\n", .firstLine),
        ("GET /livez http/1.1\r\nHost: a\r\n\r\n", .firstLine),
        ("GET /livez HTTP/1.2\r\nHost: a\r\n\r\n", .firstLine),
        ("GET /livez\r\n\r\n", .firstLine),
        ("GET /li\u{1}vez HTTP/1.1\r\nHost: a\r\n\r\n", .targetCharacter),
        ("GET localhost:80 HTTP/1.1\r\nHost: a\r\n\r\n", .target),
        ("\nGET /livez HTTP/1.1\r\nHost: a\r\n\r\n", .loneLineEnd),
    ]

    /// The rule that is broken, and which line breaks it, in one read and byte by byte.
    @Test(
        arguments: rules.map {
            ("POST /events HTTP/1.1\r\nHost: localhost\r\n\($0.0)\r\n\r\n", $0.1)
        } + firstLines)
    func `is told which rule it breaks and where`(head: String, rule: HeadFault) async throws {
        let scene = try await Self.scene.value
        let bytes = Array(head.utf8)
        for pieces in [[bytes], bytes.map { [$0] }] {
            let answers = try await scene.roads.exchange(pieces, over: .express, isEnded: false)
            #expect(answers.count == 1)
            let said = answers.first?.body ?? ""
            #expect(said.contains("\"\(rule.explanation)\""), "\(said) \(pieces.count)")
        }
    }

    @Test func `is told that it ends too early`() async throws {
        let scene = try await Self.scene.value
        let start = Array("GET /livez HTTP/1.1\r\nHost: loc".utf8)
        let answers = try await scene.roads.exchange([start], over: .express, isEnded: true)
        #expect(answers.map(\.body).allSatisfy { $0.contains("before its header does") })
    }

    @Test(arguments: [
        ("GET /livez HTTP/1.1", "RFC 9112 section 3.2)"),
        ("GET http://localhost/livez HTTP/1.1\r\nHost: localhost", "A whole address, an authority"),
        ("FOO /livez HTTP/1.1\r\nHost: localhost", "GET, HEAD and POST"),
    ])
    func `is told the rule in words`(lines: String, words: String) async throws {
        let scene = try await Self.scene.value
        let answers = try await scene.roads.exchange(
            [Array((lines + "\r\n\r\n").utf8)], over: .express, isEnded: false)
        #expect(answers.first?.body.contains(words) == true)
    }
}

/// A path that is asked for by another method than it has.
@Suite struct `Another method` {
    @Test(arguments: [
        ("/events", "PUT", "POST"), ("/events", "GET", "POST"), ("/poll", "DELETE", "POST"),
        ("/livez", "POST", "GET, HEAD"), ("/receipts/abc", "PUT", "GET, HEAD"),
        ("/log/tile/0/0", "POST", "GET, HEAD"),
        ("/audit/questions/Q1", "PATCH", "GET, HEAD, POST"), ("/events", "PROPFIND", "POST"),
    ])
    func `gets 405 with those that the path has`(
        path: String, method: String, allowed: String
    ) async throws {
        let counter = try await Counter(SampleTown())
        try await counter.serve { client in
            let answer = try await client.execute(
                uri: path, method: try #require(.init(method)), headers: [:], body: nil)
            #expect(answer.status == .methodNotAllowed)
            #expect(answer.headers[.allow] == allowed)
        }
    }

    @Test(arguments: ["/", "/event", "/events/x", "/log", "/log/tile", "/audit/questions/Q1/x"])
    func `does not make a path that is none`(path: String) async throws {
        let counter = try await Counter(SampleTown())
        try await counter.serve { client in
            let answer = try await client.execute(
                uri: path, method: .put, headers: [:], body: nil)
            #expect(answer.status == .notFound)
            #expect(answer.headers[.allow] == nil)
        }
    }
}
