// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Glibc
import Programs
import Signing
import Testing
import Wire

extension Torture {
    /// Rows S12 and S13 of the acceptance table: small to send, and meant to be dear to read.
    @Suite struct `A bomb` {
        /// What one may cost the daemon: the whole of the acceptance row.
        private static let budget = (cpuMilliseconds: 50.0, mebibytes: 32.0)

        @Test func `is refused, and costs next to nothing`() async throws {
            let town = try Town()
            defer { town.leave() }
            let daemon = try await Batond.ready(town)
            let sender = try Sender(port: town.port, node: town.node(.police))
            _ = sender.send(try Bomb.all(by: town.node(.police))[0])
            let times = Torture.rounds(short: 1, long: 20)
            for bomb in try Bomb.all(by: town.node(.police)) {
                let usage = Usage(of: daemon.number)
                var statuses: Set<Int?> = []
                for _ in 0..<times { statuses.insert(sender.send(bomb)) }
                // Who goes on sending what was refused may find the connection gone before the answer.
                #expect(statuses.subtracting([nil]).isSubset(of: [bomb.status]), "\(bomb.name)")
                #expect(bomb.isCutOff || statuses == [bomb.status], "\(bomb.name): \(statuses)")
                let cost = usage.since(times: times)
                Torture.report(
                    "bomb, \(bomb.name): \(bomb.status), \(cost.cpuMilliseconds) ms of CPU each, "
                        + "\(cost.mebibytes) MiB more at the most")
                guard Torture.isLong else { continue }
                #expect(cost.cpuMilliseconds < Self.budget.cpuMilliseconds, "\(bomb.name)")
                #expect(cost.mebibytes < Self.budget.mebibytes, "\(bomb.name)")
            }
            #expect(daemon.isRunning, "\(daemon.said)")
            #expect(try await daemon.stop() == .exit(0))
            #expect(try town.fsck() == nil)
        }
    }
}

/// One request that is meant to hurt, and the status that it must get.
private struct Bomb {
    let name: String
    let status: Int
    let body: [UInt8]
    var path = "/events"
    var isChunked = false
    /// Whether more is sent than is read.
    var isCutOff = false

    static func all(by node: NodeFile) throws -> [Bomb] {
        let texts = [
            ("nesting of 95,000", String(repeating: "[", count: 95_000)),
            ("nesting of 16,000 objects", String(repeating: "{\"a\":", count: 16_000)),
            ("an array of 48,000", "[" + String(repeating: "1,", count: 48_000) + "1]"),
            ("a string of 95,000 bytes", "\"" + String(repeating: "a", count: 95_000) + "\""),
            ("7,000 names alike", object(names: 7_000)),
            ("names that differ in code", object(names: 5_000, as: "\\u006e")),
            ("a number of 95,000 digits", String(repeating: "9", count: 95_000)),
            ("escapes alone", "\"" + String(repeating: "\\u0041", count: 15_000) + "\""),
        ]
        let signed = try texts.map { name, text in
            Bomb(name: "signed, \(name)", status: 400, body: try token(text, node))
        }
        let megabytes = [UInt8](repeating: UInt8(ascii: "a"), count: 10 << 20)
        let many = Array(("[" + String(repeating: "1,", count: 1_000_000) + "1]").utf8)
        let names = Array(object(names: 100_000).utf8)
        let polls = [
            ("nesting of 100,000", String(repeating: "[", count: 100_000)),
            ("100,000 acknowledgements", "{\"ack\":[\(String(repeating: "1,", count: 100_000))1]}"),
        ]
        return signed
            + [
                ("a string of 10 MB", megabytes), ("an array of 1,000,000", many),
                ("100,000 names", names),
            ].flatMap { name, body in
                [false, true].map { isChunked in
                    Bomb(
                        name: name + (isChunked ? ", in chunks" : ""), status: 413, body: body,
                        isChunked: isChunked, isCutOff: true)
                }
            }
            + polls.map {
                Bomb(name: "a poll, \($0)", status: 400, body: Array($1.utf8), path: "/poll")
            }
            + [
                Bomb(
                    name: "dots alone", status: 400, body: [UInt8](repeating: 0x2E, count: 131_072)),
                Bomb(
                    name: "a header of 95,000 bytes", status: 400,
                    body: Array((String(repeating: "A", count: 131_000) + ".AAAA.AAAA").utf8)),
            ]
    }

    /// Names of one length that differ only where a weak hash does not look: in the middle.
    private static func object(names count: Int, as start: String = "n") -> String {
        let members = (0..<count).map { number in
            let digits = String(number)
            return "\"\(start)\(String(repeating: "0", count: 6 - digits.count))\(digits)n\":0"
        }
        return "{\(members.joined(separator: ",")),\"n000000n\":1}"
    }

    private static func token(_ payload: String, _ node: NodeFile) throws -> [UInt8] {
        let header = JOSEHeader.value(
            algorithm: node.algorithm, type: .securityEvent, keyID: node.kid)
        return try CompactJWS.signed(
            header: header, payload: Array(payload.utf8), by: node.key, algorithm: node.algorithm
        ).token
    }
}

/// Sends each request on a connection of its own.
private struct Sender {
    private let port: Int
    private let token: String

    init(port: Int, node: NodeFile) throws {
        self.port = port
        token = try BearerToken(for: node, now: Caller.now).text
    }

    /// What came back; nil when the connection was closed before.
    func send(_ bomb: Bomb) -> Int? {
        guard let probe = Probe(port: port, seconds: 10) else { return nil }
        let length =
            bomb.isChunked ? "Transfer-Encoding: chunked" : "Content-Length: \(bomb.body.count)"
        let type = bomb.path == "/poll" ? "application/json" : "application/secevent+jwt"
        let head = [
            "POST \(bomb.path) HTTP/1.1", "Host: localhost", "Authorization: Bearer \(token)",
            "Content-Type: \(type)", length,
        ]
        guard probe.send(Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8)) else {
            return nil
        }
        for start in stride(from: 0, to: bomb.body.count, by: 1 << 16) {
            let piece = bomb.body[start..<min(start + 1 << 16, bomb.body.count)]
            let framed =
                bomb.isChunked
                ? Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + Array("\r\n".utf8)
                : Array(piece)
            guard probe.send(framed) else { break }
        }
        if bomb.isChunked { _ = probe.send(Array("0\r\n\r\n".utf8)) }
        return probe.status()
    }
}

/// What a process has used up, as the kernel counts it.
private struct Usage {
    private let number: Int32
    private let ticks: Int
    private let resident: Int

    init(of number: Int32) {
        self.number = number
        // The peak is counted from now on.
        let peak = open("/proc/\(number)/clear_refs", O_WRONLY)
        write(peak, "5", 1)
        close(peak)
        ticks = Self.ticks(of: number)
        resident = Self.kibibytes("VmRSS:", of: number)
    }

    func since(times: Int) -> (cpuMilliseconds: Double, mebibytes: Double) {
        let milliseconds =
            Double(Self.ticks(of: number) - ticks) * 1_000 / Double(sysconf(Int32(_SC_CLK_TCK)))
        let more = Self.kibibytes("VmHWM:", of: number) - resident
        return (milliseconds / Double(times), (Double(more) / 1_024 * 10).rounded() / 10)
    }

    private static func ticks(of number: Int32) -> Int {
        let text = (try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)) ?? ""
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        // The 14th and 15th field; the name before may hold anything.
        guard fields.count > 12 else { return 0 }
        return (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0)
    }

    private static func kibibytes(_ field: String, of number: Int32) -> Int {
        let text = (try? String(contentsOfFile: "/proc/\(number)/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(field) }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }
}
