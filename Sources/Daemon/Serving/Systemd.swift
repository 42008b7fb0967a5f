// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Tells systemd how the daemon stands (sd_notify(3)); says nothing where systemd does not listen.
package struct Systemd: Sendable {
    private let socketPath: String?

    /// Takes the socket that `NOTIFY_SOCKET` names; nil where there is none.
    package init(socket: String?) {
        socketPath = socket.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The daemon serves.
    package func ready(_ status: String) { notify("READY=1\nSTATUS=\(status)") }

    /// The daemon reads its configuration again; `ready` follows.
    package func reloading() {
        notify("RELOADING=1\nMONOTONIC_USEC=\(SystemClock.monotonicMicroseconds)")
    }

    /// The daemon stops.
    package func stopping() { notify("STOPPING=1") }

    /// Sends one datagram; a lost one is systemd's to notice, by its own timeouts.
    private func notify(_ state: String) {
        guard let socketPath, var address = sockaddr_un(notifying: socketPath) else { return }
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let length = sockaddr_un.length(of: socketPath)
        let bytes = Array(state.utf8)
        // The C library takes the address by pointer; it does not outlive the call.
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), address, length)
            }
        }
    }
}

extension sockaddr_un {
    /// The address of a path; `@` begins a name of the abstract namespace (unix(7)).
    fileprivate init?(notifying path: String) {
        self.init()
        sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        let room = MemoryLayout.size(ofValue: sun_path)
        guard bytes.first == UInt8(ascii: "/") || bytes.first == UInt8(ascii: "@"),
            bytes.count < room
        else { return nil }
        if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &sun_path) { $0.copyBytes(from: bytes) }
    }

    fileprivate static func length(of path: String) -> socklen_t {
        let header = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        return socklen_t(header + path.utf8.count)
    }
}
