// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Glibc
import Logging
import Relay
import SQLiteStore
import Testing
import Web

@testable import Daemon

/// A daemon that answers one call for a backup, with what a test says.
private struct OneAnswer {
    let listener: LoopbackListener

    init(_ answer: String) throws {
        listener = try LoopbackListener()
        Thread.detachNewThread { [listener] in
            guard let call = listener.nextCall() else { return }
            var request = [UInt8](repeating: 0, count: 1 << 12)
            _ = read(call, &request, request.count)
            var bytes = Array(answer.utf8)
            _ = send(call, &bytes, bytes.count, Int32(MSG_NOSIGNAL))
            close(call)
        }
    }

    var address: ListenAddress { .tcp(host: "127.0.0.1", port: listener.port) }
}

@Suite struct `A backup beside a daemon that runs` {
    let desk: Desk

    init() throws { desk = try Desk() }

    private static let copy =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"

    private func exit(_ answer: String, into part: String) throws -> Int32 {
        let daemon = try OneAnswer(answer)
        defer { daemon.listener.leave() }
        do {
            try BackupCommand.receive(part, from: daemon.address)
            return 0
        } catch { return BackupCommand.exit(after: error).rawValue }
    }

    @Test func `is what the daemon sends`() throws {
        #expect(try exit(Self.copy, into: "\(desk.path)/copy.part") == 0)
        #expect(try desk.bytes("copy.part") == Array("abc".utf8))
    }

    @Test func `ends with 75 where the daemon has no room, and 69 where it does not answer`() throws
    {
        for (status, code) in [("503 Service Unavailable", 75), ("404 Not Found", 69)] {
            let answer = "HTTP/1.1 \(status)\r\nContent-Length: 4\r\n\r\nfull"
            #expect(try exit(answer, into: "\(desk.path)/copy.part") == Int32(code))
        }
        #expect(try exit("what?\r\n\r\n", into: "\(desk.path)/copy.part") == 69)
    }

    @Test func `ends with 74 where the copy cannot be written`() throws {
        #expect(try exit(Self.copy, into: "\(desk.path)/nowhere/copy.part") == 74)
        try desk.write("copy.part", [])
        #expect(try exit(Self.copy, into: "\(desk.path)/copy.part") == 74)
    }

    @Test func `ends with 75 where there is no room for the copy`() {
        for (code, exit) in [
            (ENOSPC, Program.Exit.tryLater), (EDQUOT, .tryLater), (EIO, .inputOutput),
        ] {
            #expect(BackupCommand.exit(after: FileFault("copy.part", code)) == exit)
        }
        #expect(BackupCommand.exit(after: StoreFailure.full) == .tryLater)
    }

    @Test func `is left alone by another daemon that does not get the store`() throws {
        let configuration = try desk.read()
        try LocalFile.make(folder: "\(desk.path)/state")
        let store = try SQLiteStore(
            path: configuration.places.store, origin: configuration.setting.origin)
        let copy = configuration.places.copy
        try LocalFile.replace(copy, with: [1])
        let second = Assembly(desk.file(), environment: [:], level: .error)
        let failure = #expect(throws: StartFailure.self) { try second.open(configuration) }
        #expect(failure?.exit == .tryLater)
        #expect(LocalFile.isThere(copy))
        try store.close()
        // What a backup left that was cut short goes when the store is had.
        try second.open(configuration).close()
        #expect(!LocalFile.isThere(copy))
    }
}
