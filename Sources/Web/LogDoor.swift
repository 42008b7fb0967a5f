// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Relay
import TransparencyLog

/// `GET /log/…`: the public log as C2SP tlog-tiles serves it.
struct LogDoor: Sendable {
    private let broker: Broker

    init(_ broker: Broker) { self.broker = broker }

    /// The newest signed checkpoint; cached for seconds only.
    func checkpoint() async throws -> Response {
        guard let note = try await broker.dressedCheckpoint() else {
            throw Fault.notLogged("The log has no checkpoint yet.")
        }
        return Self.note(note)
    }

    /// The newest checkpoint that enough witnesses have cosigned, which may be older than the newest.
    func cosigned() throws -> Response {
        guard let note = broker.cosigned?.note else { throw Fault.notCosigned }
        return Self.note(note.bytes)
    }

    private static func note(_ bytes: [UInt8]) -> Response {
        .bytes(
            bytes, type: "text/plain; charset=utf-8",
            headers: [.cacheControl: "public, max-age=1"])
    }

    /// A tile or an entry bundle, which never changes.
    ///
    /// A bundle comes in gzip's form to whoever takes it; hashes would not become shorter.
    func tile(_ path: String, _ request: Request) async throws -> Response {
        guard let tile = try? Tile(path: path) else {
            throw Fault.notLogged(
                "That names no tile: tiles are /log/tile/<L>/<N>[.p/<W>], and entry bundles "
                    + "/log/tile/entries/<N>[.p/<W>] (C2SP tlog-tiles).")
        }
        guard let bytes = try await broker.tile(tile) else {
            throw Fault.notLogged(
                "The log does not reach as far as that tile, or not to its width: the second line of "
                    + "/log/checkpoint says how far it reaches.")
        }
        guard case .entries = tile.contents else { return Self.tile(bytes) }
        var response = Self.tile(bytes)
        if AcceptedCodings(request.headers[.acceptEncoding]).takesGzip,
            let packed = Gzip.compressed(bytes)
        {
            response = Self.tile(packed)
            response.headers[.contentEncoding] = "gzip"
        }
        response.headers[.vary] = "Accept-Encoding"
        return response
    }

    private static func tile(_ bytes: [UInt8]) -> Response {
        .bytes(
            bytes, type: "application/octet-stream",
            headers: [.cacheControl: "public, max-age=31536000, immutable"])
    }

    /// The keys that checkpoints verify under, as vkeys (C2SP signed-note): the first line is the one in
    /// use, each other line an older one with a word after it.
    func verifierKeys() async throws -> Response {
        .text(try await broker.verifierKeyLines().map { $0 + "\n" }.joined())
    }
}
