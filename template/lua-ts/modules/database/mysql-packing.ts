import type { Arrive, Column, Rows } from './driver.ts'
import { PackedPieces, packedKinds } from './mysql-packed.ts'
import type { MysqlPacket } from './mysql-packed.ts'
import type { MysqlField } from './mysql-rows.ts'
import type { MysqlCommand } from './mysql-stream.ts'

/** What a packet with a row of a prepared statement begins with; the end of the rows and errors begin otherwise. */
const rowMark = 0

/** What of a connection of mysql2's isn't public. */
interface MysqlConnection {
  /** The number that the next packet must have. */
  sequenceId: number
  readonly packetParser?: { onPacket?: (packet: MysqlPacket) => void }
  readonly stream?: { destroy: (error: unknown) => unknown }
}

/** The command of a statement, with what its rows become. */
interface PackingCommand extends MysqlCommand {
  packing?: MysqlPacking
}

/**
 * Takes the rows of a prepared statement as they come over the wire, where nothing in them needs the driver. What it
 * takes them from isn't public in mysql2: where it is gone, the driver reads all.
 */
export class MysqlPacking {
  readonly #arrive: Arrive
  /** Known before the first row. */
  columns: readonly Column[] = []
  #pieces: PackedPieces | undefined

  constructor(command: PackingCommand, arrive: Arrive) {
    this.#arrive = arrive
    if (!command.buildParserFromFields) return
    command.packing = this
    // One function for all: what V8 knows of each that is called lives longer than its statement.
    command.buildParserFromFields = packingParser
  }

  /** Rows that were not handed over; undefined when the driver has read them. */
  rest(): Rows | undefined {
    return this.#pieces?.rest()
  }

  begin(connection: MysqlConnection, kinds: readonly number[]): PackedPieces {
    const pieces = (this.#pieces = new PackedPieces(this.columns, kinds, this.#arrive))
    takeRows(connection, pieces)
    return pieces
  }
}

function packingParser(this: MysqlCommand, fields: MysqlField[], connection: unknown): unknown {
  const kinds = packedKinds(fields)
  if (!kinds) return (Object.getPrototypeOf(this) as Required<MysqlCommand>).buildParserFromFields.call(this, fields, connection)
  // mysql2 wants a class, of which it makes an object for each statement.
  return given.bind(undefined, (this as PackingCommand).packing!.begin(connection as MysqlConnection, kinds))
}

function given(pieces: PackedPieces): PackedPieces {
  return pieces
}

/** Spares rows the way through mysql2's states and events, which takes longer than they do; what follows them goes it. */
const takeRows = (connection: MysqlConnection, pieces: PackedPieces): void => {
  const { packetParser } = connection
  const usual = packetParser?.onPacket
  if (!usual) return
  let { sequenceId } = connection
  packetParser.onPacket = (packet) => {
    if (packet.buffer[packet.offset] === rowMark) {
      sequenceId = packet.sequenceId + packet.numPackets
      try {
        pieces.next(packet)
      } catch (error) {
        // There was no memory, say. The rows that follow find nobody.
        packetParser.onPacket = () => {}
        connection.stream?.destroy(error)
      }
      return
    }
    packetParser.onPacket = usual
    connection.sequenceId = sequenceId % 256
    usual(packet)
  }
}
