// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Web

/// Bytes that are compared with a head that was read, instead of being read.
@Suite struct `A head that is known` {
    private static let lines = [
        "POST /events HTTP/1.1", "Host: localhost", "Authorization: Bearer a.b.c",
        "Content-Length: 12", "Content-Type: application/secevent+jwt", "", "",
    ]

    private func bytes(
        _ content: Int, after lines: [String] = lines, length: String = "12"
    ) -> [UInt8] {
        let head = lines.joined(separator: "\r\n").replacing("12", with: length)
        return Array(head.utf8) + [UInt8](repeating: 0x61, count: content)
    }

    private func content(
        _ bytes: [UInt8], limit: Int = 1_000, headLimit: Int = 1_000
    ) throws -> Int? {
        let head = try #require(KnownHead(self.bytes(0), authorization: nil))
        var limits = WebLimits()
        (limits.eventBytes, limits.headerBytes) = (limit, headLimit)
        return bytes.withUnsafeBytes { head.content(in: $0, limits: limits)?.count }
    }

    @Test(arguments: [1, 9, 12, 100, 999, 1_000])
    func `is followed by any content of a length`(length: Int) throws {
        #expect(try content(bytes(length, length: "\(length)")) == length)
    }

    @Test func `is no longer than a head may be`() throws {
        let length = bytes(0).count
        #expect(try content(bytes(12), headLimit: length) == 12)
        #expect(try content(bytes(100, length: "100"), headLimit: length) == nil)
    }

    @Test(arguments: [
        ("12", 11), ("12", 13), ("12", 0), ("0", 0), ("012", 12), ("+12", 12), ("-12", 12),
        (" 12", 12), ("12 ", 12), ("", 0), ("1 2", 12), ("0x12", 18), ("1001", 1_001),
        ("18446744073709551628", 12), ("12\r\nContent-Length: 12", 12),
    ])
    func `is not followed by what is not one whole request`(length: String, content: Int) throws {
        #expect(try self.content(bytes(content, length: length)) == nil)
    }

    @Test func `is no other head`() throws {
        for line in Self.lines.indices.dropLast(2) {
            var lines = Self.lines
            lines[line] += "x"
            #expect(try content(bytes(12, after: lines)) == nil)
            lines.remove(at: line)
            #expect(try content(bytes(12, after: lines)) == nil)
        }
        let whole = bytes(12)
        for count in whole.indices { #expect(try content(Array(whole[..<count])) == nil) }
        #expect(try content(whole + bytes(12)) == nil)
        #expect(try content(Array("\r\n".utf8) + whole) == nil)
    }

    @Test(arguments: [
        "Content-Length:12", "Content-Length:  12", "Content-Length: 12 ", "Content-Length:\t12",
        "Content-Length: 12\r\nContent-Length: 12", "Content-Length: +12", "Content-Length: ",
        "Content-Length : 12", "X-Content-Length: 12",
    ])
    func `is not kept where its length does not stand in the plainest way`(line: String) {
        var lines = Self.lines
        lines[3] = line
        #expect(KnownHead(bytes(0, after: lines), authorization: nil) == nil)
    }

    @Test(arguments: ["content-length: 12", "CONTENT-LENGTH: 12", "Content-Length: 7"])
    func `is kept however its length is written`(line: String) {
        var lines = Self.lines
        lines[3] = line
        #expect(KnownHead(bytes(0, after: lines), authorization: nil) != nil)
    }
}
