// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Fixtures
import Foundation
import Glibc
import Programs
import Synchronization
import Testing

/// The client as it is shipped, against somebody who packs a lot into a little.
@Suite(.serialized, .enabled(if: Program.installed("gzip") != nil, "gzip is not installed"))
struct `An answer in gzip's form` {
    private static let most = BrokerAnswer.largestByteCount

    @Test(arguments: [(true, 0), (true, 1), (false, 0), (false, 1)])
    func `may unpack to as much as a plain one may have, and no more`(
        _ isPacked: Bool, _ beyond: Int
    ) async throws {
        let server = try OneAnswer(zeros: Self.most + beyond, isPacked: isPacked)
        defer { server.leave() }
        let request = BrokerRequest(
            method: .get, url: "http://127.0.0.1:\(server.port)/log/tile/entries/000", headers: [:],
            body: [], patience: .seconds(120))
        try await Exchange.withHTTP { exchange in
            guard beyond > 0 else {
                let answer = try await exchange.perform(request)
                #expect(answer.status == 200 && answer.body.count == Self.most)
                return
            }
            let failure = await #expect(throws: ToolFailure.self) {
                try await exchange.perform(request)
            }
            #expect(failure?.status == .data)
            #expect(
                failure?.lines.first?.contains("answers with more than \(Self.most) bytes") == true,
                "\(failure as Any)")
        }
        #expect(server.wasAskedForGzip)
    }
}

/// A program on a loopback port that answers its one caller with zeros.
private final class OneAnswer: Sendable {
    var port: Int { listener.port }
    private let listener: LoopbackListener
    private let heard = Mutex("")

    init(zeros count: Int, isPacked: Bool) throws {
        let body = try Self.zeros(count, isPacked: isPacked)
        listener = try LoopbackListener()
        Thread.detachNewThread { [self] in serve(body, isPacked) }
    }

    /// What its caller has said.
    private var said: String { heard.withLock { $0 } }

    var wasAskedForGzip: Bool { said.lowercased().contains("accept-encoding: gzip") }

    func leave() { listener.leave() }

    private static func zeros(_ count: Int, isPacked: Bool) throws -> Data {
        guard isPacked else { return Data(count: count) }
        let scratch = try Scratch()
        let script = "head -c \(count) /dev/zero | gzip > zeros"
        let packed = try Program.run(
            URL(filePath: "/bin/sh"), ["-c", script], in: URL(filePath: scratch.path))
        try #require(packed.status == 0, "\(packed.output)")
        return Data(try scratch.read("zeros"))
    }

    private func serve(_ body: Data, _ isPacked: Bool) {
        guard let call = listener.nextCall() else { return }
        defer { close(call) }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while !said.contains("\r\n\r\n") {
            let count = recv(call, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            let more = String(decoding: buffer[..<count], as: UTF8.self)
            heard.withLock { $0 += more }
        }
        let coding = isPacked ? "Content-Encoding: gzip\r\n" : ""
        let head = "HTTP/1.1 200 OK\r\n\(coding)Content-Length: \(body.count)\r\n\r\n"
        let bytes = Array(head.utf8) + body
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(call, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
        // Until who asked has read it all, or has had enough.
        while recv(call, &buffer, buffer.count, 0) > 0 {}
    }
}
