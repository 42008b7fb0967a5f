// SPDX-License-Identifier: Apache-2.0

import Glibc
import Web

@testable import Daemon

/// What systemd listens on: a datagram socket at a path.
final class NotifySocket: Sendable {
    let path: String
    private let descriptor: Int32

    init(_ path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let outcome = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        if outcome != 0 { throw FileFault(path, errno) }
    }

    /// The address, as the kernel gives it back.
    var address: ListenAddress? { ListenAddress(boundBy: descriptor) }

    deinit { close(descriptor) }

    /// What comes, once something has come.
    func next() async -> [String] {
        while true {
            let texts = received()
            if !texts.isEmpty { return texts }
            await Task.yield()
        }
    }

    /// What has come so far, a text for each datagram.
    func received(atMost count: Int = 4096) -> [String] {
        var texts: [String] = []
        var buffer = [UInt8](repeating: 0, count: count)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count >= 0 else { return texts }
            texts.append(String(decoding: buffer.prefix(count), as: UTF8.self))
        }
    }
}
