// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Glibc
import Signing
import Synchronization
import TransparencyLog

/// A witness on a loopback port that does to every request what a test wants of it, and signs nothing.
final class ShamWitness: Sendable {
    /// What it does to a request.
    enum Manner: Sendable {
        /// It takes it, and never answers.
        case silent
        /// It answers with a status and nothing else.
        case status(Int)
        /// It answers that it has seen so many entries.
        case seen(Int)
    }

    var port: Int { listener.port }
    /// Its key, as a configuration names it.
    let vkey: String
    private let listener: LoopbackListener
    private let state: Mutex<(manner: Manner, asked: Int, answered: Int)>

    init(_ name: String, _ manner: Manner) throws {
        vkey = try NoteSigner(
            name: NoteName(name), type: .cosignature, key: .generate(.ed25519)
        ).verifierKey.vkey
        state = Mutex((manner, 0, 0))
        listener = try LoopbackListener()
        Thread.detachNewThread { [self] in
            while let call = listener.nextCall() {
                Thread.detachNewThread { [self] in serve(call) }
            }
        }
    }

    /// What a configuration says of it.
    var yaml: String { "{vkey: '\(vkey)', url: 'http://127.0.0.1:\(port)'}" }

    /// How often it was asked.
    var asked: Int { state.withLock { $0.asked } }
    /// How often it has answered.
    var answered: Int { state.withLock { $0.answered } }

    /// Does something else from now on.
    func become(_ manner: Manner) { state.withLock { $0.manner = manner } }

    /// Takes no more calls.
    func leave() { listener.leave() }

    private func serve(_ call: Int32) {
        defer { close(call) }
        guard takesRequest(call) else { return }
        let manner = state.withLock { state in
            state.asked += 1
            return state.manner
        }
        switch manner {
        case .silent:
            // Until who asked has given up.
            var byte: UInt8 = 0
            while recv(call, &byte, 1, 0) > 0 {}
        case .status(let status): answer(call, status)
        case .seen(let size):
            answer(call, 409, "Content-Type: text/x.tlog.size\r\n", body: "\(size)\n")
        }
    }

    private func answer(_ call: Int32, _ status: Int, _ header: String = "", body: String = "") {
        let answer = Array(
            ("HTTP/1.1 \(status) So\r\n\(header)Content-Length: \(body.utf8.count)\r\n"
                + "Connection: close\r\n\r\n\(body)").utf8)
        if send(call, answer, answer.count, Int32(MSG_NOSIGNAL)) == answer.count {
            state.withLock { $0.answered += 1 }
        }
    }

    /// Reads a request with its body; false when none came.
    private func takesRequest(_ call: Int32) -> Bool {
        var (text, buffer) = ("", [UInt8](repeating: 0, count: 1 << 16))
        while true {
            let count = recv(call, &buffer, buffer.count, 0)
            guard count > 0 else { return false }
            text += String(decoding: buffer[..<count], as: UTF8.self)
            guard let head = text.range(of: "\r\n\r\n") else { continue }
            let length = text[..<head.lowerBound].lowercased()
                .firstMatch(of: #/content-length: *(\d+)/#).flatMap { Int($0.1) }
            if text[head.upperBound...].utf8.count >= length ?? 0 { return true }
        }
    }
}
