// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Glibc
import Programs
import Testing

extension Torture {
    /// Row R07 of the acceptance table.
    @Suite struct `A daemon that is kept short` {
        @Test(
            .possible(unless: Torture.lacks(tools: "prlimit")))
        func `of descriptors goes on when there are some again`() async throws {
            let town = try Town()
            defer { town.leave() }
            try await Exchange.withHTTP { exchange in
                let poster = try Poster(town, over: exchange)
                let daemon = try await Batond.ready(town, under: ["prlimit", "--nofile=64:64"])
                #expect(daemon.said.contains("at most 64 files may be open"), "\(daemon.said)")
                #expect(try await poster.post(20).accepted == 20)
                var idle = (0..<200).map { _ in Probe(port: town.port, seconds: 2) }
                try await Wait.milliseconds(500)
                #expect(daemon.isRunning, "\(daemon.said)")
                let others = try await poster.post(
                    4, inFlight: 4, endsAtSilence: false, patience: .seconds(2)
                ).others
                #expect(others == [])
                idle.removeAll()
                let isReady = try await Wait.until(120) { !daemon.isRunning || daemon.isReady }
                #expect(isReady && daemon.isRunning, "\(daemon.said)")
                #expect(try await poster.post(20).accepted == 20)
                let auditor = try Auditor(town, over: exchange)
                #expect(try await auditor.complaints(about: poster.journal) == [])
                #expect(try await daemon.stop() == .exit(0), "\(daemon.said)")
            }
            #expect(try town.fsck() == nil)
        }

        /// SIGXFSZ would end it with 153; a write past the limit is an I/O error like any other.
        @Test(
            .possible(unless: Torture.lacks(tools: "prlimit")))
        func `of room in a file ends as for an I/O error, and loses nothing`() async throws {
            let town = try Town()
            defer { town.leave() }
            try await Exchange.withHTTP(isPatient: false) { exchange in
                let poster = try Poster(town, over: exchange)
                let daemon = try await Batond.ready(town)
                #expect(try await poster.post(20).accepted == 20)
                try Machine.run("prlimit", "--pid", "\(daemon.number)", "--fsize=1048576")
                let tally = try await poster.post(500)
                #expect(tally.later > 0 && tally.others == [], "\(tally)")
                #expect(try await daemon.end() == .exit(74), "\(daemon.said)")
                let next = try await Batond.ready(town)
                let auditor = try Auditor(town, over: exchange)
                #expect(try await auditor.complaints(about: poster.journal) == [])
                #expect(try await next.stop() == .exit(0))
            }
            #expect(try town.fsck() == nil)
        }

        @Test(.possible(unless: MemoryLimit.lack))
        func `of memory refuses bodies of 64 MiB and takes referrals`() async throws {
            let town = try Town()
            defer { town.leave() }
            let limit = try MemoryLimit(megabytes: 200)
            defer { limit.leave() }
            try await Exchange.withHTTP { exchange in
                let poster = try Poster(town, over: exchange)
                let daemon = try await Batond.ready(town, under: limit.wrapper)
                let statuses = try await Flood(port: town.port, node: town.node(.police)).pour(
                    times: Torture.rounds(short: 8, long: 64))
                #expect(statuses.allSatisfy { $0 == nil || $0 == 413 || $0 == 503 }, "\(statuses)")
                #expect(statuses.contains(413), "\(statuses)")
                #expect(daemon.isRunning, "\(daemon.said)")
                #expect(try await poster.post(50).accepted == 50)
                let auditor = try Auditor(town, over: exchange)
                #expect(try await auditor.complaints(about: poster.journal) == [])
                Torture.report("64 MiB bodies: at most \(limit.most >> 20) MiB were in use")
                #expect(try await daemon.stop() == .exit(0))
            }
            #expect(try town.fsck() == nil)
        }
    }
}

/// A control group whose members may use so much memory together.
private struct MemoryLimit {
    private let group: URL

    private static let root = URL(filePath: "/sys/fs/cgroup/memory")

    /// Why there is none.
    static var lack: String? {
        access(root.path + "/memory.limit_in_bytes", W_OK) == 0 ? nil : "no cgroup of version 1"
    }

    init(megabytes: Int) throws {
        group = Self.root.appending(path: "baton-\(UUID())")
        try FileManager.default.createDirectory(at: group, withIntermediateDirectories: false)
        try put("\(megabytes << 20)", in: "memory.limit_in_bytes")
    }

    /// Words that put a program into the group and become it.
    var wrapper: [String] {
        ["/bin/sh", "-c", "echo $$ > \(group.path)/cgroup.procs; exec \"$@\"", "sh"]
    }

    /// The most bytes that were in use.
    var most: Int {
        let file = group.appending(path: "memory.max_usage_in_bytes")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return Int(text.split(separator: "\n").first ?? "") ?? 0
    }

    func leave() { rmdir(group.path) }

    private func put(_ text: String, in name: String) throws {
        let file = try FileHandle(forWritingTo: group.appending(path: name))
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
    }
}

/// Bodies far beyond the limit, half of them without saying so beforehand.
private struct Flood: Sendable {
    private let port: Int
    private let token: String

    private static let mebibytes = 64

    init(port: Int, node: NodeFile) throws {
        self.port = port
        token = try BearerToken(for: node, now: Caller.now).text
    }

    /// Sends so many, four at once, and gives what each was told; nil when it was cut off.
    func pour(times: Int) async throws -> [Int?] {
        var statuses: [Int?] = []
        for start in stride(from: 0, to: times, by: 4) {
            statuses += await withTaskGroup(of: Int?.self) { group in
                for number in start..<min(start + 4, times) {
                    group.addTask { pour(isChunked: number.isMultiple(of: 2)) }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
        }
        return statuses
    }

    private func pour(isChunked: Bool) -> Int? {
        guard let probe = Probe(port: port, seconds: 5) else { return nil }
        let length =
            isChunked ? "Transfer-Encoding: chunked" : "Content-Length: \(Self.mebibytes << 20)"
        let head =
            "POST /events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n"
            + "Content-Type: application/secevent+jwt\r\n\(length)\r\n\r\n"
        guard probe.send(Array(head.utf8)) else { return nil }
        let mebibyte = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20)
        let piece =
            isChunked
            ? Array("100000\r\n".utf8) + mebibyte + Array("\r\n".utf8) : mebibyte
        for _ in 0..<Self.mebibytes where !probe.send(piece) { break }
        return probe.status()
    }
}
