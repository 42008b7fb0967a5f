// SPDX-License-Identifier: Apache-2.0

/// Where a listener binds: a host with a port, or a Unix socket.
package enum ListenAddress: Sendable, Hashable {
    /// A TCP port of a host.
    case tcp(host: String, port: Int)
    /// A Unix socket at a path.
    case unix(path: String)

    /// Reads `127.0.0.1:8470`, `[::1]:8470` or `unix:/run/baton.sock`; nil when it is none of them.
    package init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst("unix:".count))
            guard path.hasPrefix("/") else { return nil }
            self = .unix(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port)
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { return nil }
        self = .tcp(host: String(host), port: port)
    }

    /// Whether only this machine can reach it.
    package var isLocal: Bool {
        switch self {
        case .unix: true
        case .tcp(let host, _): host == "localhost" || host == "::1" || Self.isLoopback(host)
        }
    }

    /// Four numbers of which the first is 127 (RFC 1122 section 3.2.1.3), and no name.
    private static func isLoopback(_ host: String) -> Bool {
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map {
            UInt8($0)
        }
        return numbers.count == 4 && !numbers.contains(nil) && numbers[0] == 127
    }
}

extension ListenAddress: CustomStringConvertible {
    /// As the configuration writes it.
    package var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
