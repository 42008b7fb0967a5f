// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Intake
import Relay
import TransparencyLog

/// `POST /log/cosignatures`: what an agency's node gives back for a checkpoint that it has found to
/// continue the last one it saw.
struct CosignaturesDoor: Sendable {
    private let gate: Gate

    init(_ gate: Gate) { self.gate = gate }

    /// The media type of a signed note.
    static let mediaType = "text/plain"

    /// Answers 204 once the cosignature is served with the checkpoint.
    func take(_ request: Request, _ context: CallContext) async throws -> Response {
        try await gate.admit(request, context) { caller in
            let bytes = try await gate.body(
                of: request, type: Self.mediaType, isRequired: true,
                limit: SignedNote.largestByteCount, .eventBytes)
            switch try await gate.broker.take(cosigned: bytes, from: caller.agency) {
            case nil: return Response(status: .noContent)
            case .noWitness(let agency)?:
                throw Fault.forbidden(CosignatureRefusal.noWitness(agency).description)
            case let refusal?: throw Fault.badRequest(refusal.description)
            }
        }
    }
}
