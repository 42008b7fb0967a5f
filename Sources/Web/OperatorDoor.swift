// SPDX-License-Identifier: Apache-2.0

import Glibc
import Hummingbird
import Relay
import Safeguarding
import Wire

/// Makes a copy of the store beside it, for a backup; returns the path of the copy.
package typealias Snapshot = @Sendable () async throws -> String

/// What only the operator asks for: the clock confirmed, the log inspected, a backup.
struct OperatorDoor: Sendable {
    private let broker: Broker
    private let snapshot: Snapshot?
    /// How much of a backup is read at once.
    private static let blockBytes = 256 << 10

    init(_ broker: Broker, snapshot: Snapshot?) {
        self.broker = broker
        self.snapshot = snapshot
    }

    /// `POST /clock/confirm`: the wall clock is right again; verdicts come.
    func confirmClock() async throws -> Response {
        switch try await broker.confirmClock() {
        case .confirmed(let entry, let wall):
            .text("the clock is confirmed at \(wall.rfc3339), as entry \(entry) says\n")
        case .notInDoubt: .text("the clock was not in doubt; nothing was changed\n")
        case .gapUnconfirmed:
            .text(
                "not the clock holds verdicts back, but a gap in the log: look at what was lost, then "
                    + "run `batond gap confirm`; nothing was changed\n")
        }
    }

    /// `POST /gap/confirm`: what was lost has been looked at; verdicts come.
    func confirmGap() async throws -> Response {
        switch try await broker.confirmGap() {
        case .confirmed(let entry):
            .text("the gap is confirmed, as entry \(entry) says; verdicts come again\n")
        case .nothingToConfirm: .text("no gap waits to be confirmed; nothing was changed\n")
        }
    }

    /// `GET /fsck`: one line for each fault, then one that says how it ended.
    func inspect() -> Response {
        let broker = broker
        return Response(
            status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody { writer in
                do {
                    var inspection = broker.inspection
                    while let lines = try await inspection.step() {
                        for line in lines {
                            try await writer.write(ByteBuffer(string: "fault: \(line)\n"))
                        }
                        try await broker.rest()
                    }
                    let end = inspection.outcome.lastLine + "\n"
                    try await writer.write(ByteBuffer(string: end))
                } catch let failure as StoreFailure {
                    try await writer.write(ByteBuffer(string: "failed: \(failure)\n"))
                }
                try await writer.finish(nil)
            })
    }

    /// `POST /backup`: the bytes of a consistent copy of the store.
    func backup() async throws -> Response {
        guard let snapshot else {
            throw Fault.notLogged("This store makes no copies: back it up with its own tools.")
        }
        let path = try await snapshot()
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        // The name goes at once: the copy lives as long as somebody reads it, and no longer.
        unlink(path)
        guard descriptor >= 0 else {
            throw StoreFailure.inputOutput("the copy cannot be read: \(errno)")
        }
        let file = Descriptor(descriptor)
        return Response(
            status: .ok, headers: [.contentType: "application/vnd.sqlite3"],
            body: ResponseBody(contentLength: file.size) { writer in
                while let block = try file.read(Self.blockBytes) {
                    try await writer.write(ByteBuffer(bytes: block))
                }
                try await writer.finish(nil)
            })
    }
}

/// An open file, closed when nobody reads it any more.
private final class Descriptor: Sendable {
    private let number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    var size: Int {
        var status = stat()
        return fstat(number, &status) == 0 ? Int(status.st_size) : 0
    }

    func read(_ most: Int) throws(StoreFailure) -> [UInt8]? {
        var block = [UInt8](repeating: 0, count: most)
        let count = Glibc.read(number, &block, most)
        guard count >= 0 else { throw .inputOutput("the copy cannot be read: \(errno)") }
        return count == 0 ? nil : Array(block.prefix(count))
    }
}
