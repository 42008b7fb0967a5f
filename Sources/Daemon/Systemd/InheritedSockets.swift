// SPDX-License-Identifier: Apache-2.0

import Glibc
package import Web

/// The listening sockets that systemd opened before it started the daemon (sd_listen_fds(3)).
///
/// They are told apart by name: `FileDescriptorName=agencies` and `FileDescriptorName=management` in
/// the socket units. Each name may stand for several sockets; one that has none is bound by the
/// daemon as the configuration says.
package struct InheritedSockets: Sendable, Hashable {
    /// The names that a socket unit may give.
    package enum Name: String, Sendable, Hashable, CaseIterable {
        /// Where agencies and auditors call.
        case agencies
        /// Where the operator calls.
        case management
    }

    /// The first descriptor that systemd passes.
    private static let first: Int32 = 3
    /// The most sockets that are taken.
    static let most = 64

    private let sockets: [Name: [ListeningPlace]]

    /// Holds sockets.
    init(_ sockets: [Name: [ListeningPlace]]) { self.sockets = sockets }

    /// Takes what is passed, or says why it cannot be used.
    ///
    /// What is meant for another process is left alone.
    package init(
        environment: [String: String], process: Int32 = getpid()
    ) throws(InheritedSocketFault) {
        guard environment["LISTEN_PID"] == "\(process)", let text = environment["LISTEN_FDS"] else {
            sockets = [:]
            return
        }
        guard let count = Int32(text), (0...Int32(Self.most)).contains(count) else {
            throw .tooMany(text)
        }
        let names = (environment["LISTEN_FDNAMES"] ?? "").split(
            separator: ":", omittingEmptySubsequences: false)
        var sockets: [Name: [ListeningPlace]] = [:]
        for number in 0..<count {
            let text = Int(number) < names.count ? String(names[Int(number)]) : ""
            guard let name = Name(rawValue: text) else { throw .unknownName(text) }
            sockets[name, default: []].append(try Self.place(Self.first + number, name))
        }
        self.sockets = sockets
    }

    /// The sockets of a name; else the address that the configuration gives for it.
    package func places(_ name: Name, else address: ListenAddress) -> [ListeningPlace] {
        sockets[name] ?? [.address(address)]
    }

    /// The sockets of a name.
    package subscript(name: Name) -> [ListeningPlace] { sockets[name] ?? [] }

    private static func place(
        _ descriptor: Int32, _ name: Name
    ) throws(InheritedSocketFault) -> ListeningPlace {
        guard option(SO_TYPE, of: descriptor) == Int32(SOCK_STREAM.rawValue),
            option(SO_ACCEPTCONN, of: descriptor) == 1
        else { throw .notListening(name) }
        // No program that the daemon starts may hold the socket.
        guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0,
            let address = ListenAddress(boundBy: descriptor)
        else { throw .notListening(name) }
        return .inherited(descriptor, at: address)
    }

    private static func option(_ option: Int32, of descriptor: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        let outcome = getsockopt(descriptor, SOL_SOCKET, option, &value, &length)
        return outcome == 0 ? value : nil
    }
}

/// Why the sockets that systemd passed cannot be used (exit 78).
package enum InheritedSocketFault: Error, Sendable, Hashable {
    /// `LISTEN_FDS` is no number, or too high.
    case tooMany(String)
    /// A socket has a name that says nothing.
    case unknownName(String)
    /// A descriptor is no socket that listens for connections.
    case notListening(InheritedSockets.Name)
    /// Other machines reach a socket that they must not reach.
    case exposed(InheritedSockets.Name, ListenAddress)
}

extension InheritedSocketFault: CustomStringConvertible {
    /// What is wrong, then what to do.
    package var description: String {
        switch self {
        case .tooMany(let text):
            "systemd passes `\(text)` sockets (LISTEN_FDS), and at most \(InheritedSockets.most) "
                + "are taken: give the socket unit fewer"
        case .unknownName(let name):
            "systemd passes a socket named `\(name)`, and nothing says who is to call there: write "
                + "FileDescriptorName=agencies or FileDescriptorName=management in its unit"
        case .notListening(let name):
            "what systemd passes as `\(name)` does not listen for connections: write ListenStream= "
                + "and Accept=no in its unit"
        case .exposed(.agencies, let address):
            "systemd listens for agencies at \(address), which other machines can reach without "
                + "TLS: write a loopback address in its unit, or say `behind_proxy: true` in the "
                + "configuration where a proxy ends TLS before it"
        case .exposed(.management, let address):
            "systemd listens for the operator at \(address), which other machines can reach, and "
                + "that listener asks nobody who they are: write a loopback address or a Unix "
                + "socket in its unit"
        }
    }
}
