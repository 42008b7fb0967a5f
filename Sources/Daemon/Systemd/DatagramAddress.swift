// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A Unix datagram socket that systemd listens at: for states of services, or for the journal.
struct DatagramAddress: Sendable {
    private let path: String

    /// Takes up a path, or a name of the abstract namespace that begins with `@` (unix(7)); nil when
    /// it is neither or too long.
    init?(_ path: String) {
        guard path.hasPrefix("/") || path.hasPrefix("@"),
            path.utf8.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path)
        else { return nil }
        self.path = path
    }

    /// Sends one datagram, or says with which `errno` it was not taken.
    func send(_ bytes: [UInt8]) throws(SendFault) {
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SendFault(code: errno) }
        defer { close(descriptor) }
        try send(bytes, through: descriptor)
    }

    /// Sends one datagram through a socket that is open.
    func send(_ bytes: [UInt8], through descriptor: Int32) throws(SendFault) {
        let sent = withAddress { address, length in
            sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), address, length)
        }
        guard sent == bytes.count else { throw SendFault(code: errno) }
    }

    /// The address as the C library takes it; it does not outlive the call.
    private func withAddress<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let header = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        let length = socklen_t(header + bytes.count)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    /// Why a datagram was not taken.
    struct SendFault: Error {
        let code: Int32
    }
}
