using System.Collections.Immutable;
using System.Text;
using Npgsql;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore.Copying;

namespace OzgTracker.ReadModels.Cube;

/// <summary>A transition as it comes from the table.</summary>
readonly record struct CubeRow(
    string OzgId, string Unit, string Model, DateOnly ValidOn, long Position, DateTimeOffset RecordedAt, CellStatus Status, int? Level, EvidenceState Evidence,
    Verification Verification, int? Whole, short[]? Named)
{
    public static CubeRow Of(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateOnly>(3), reader.GetInt64(4), reader.GetFieldValue<DateTimeOffset>(5),
        (CellStatus)reader.GetInt16(6), reader.ValueOrNull<short>(7), (EvidenceState)reader.GetInt16(8), (Verification)reader.GetInt16(9),
        reader.ValueOrNull<short>(10), reader.IsDBNull(11) ? null : reader.GetFieldValue<short[]>(11));
}

/// <summary>Turns rows of <c>read.status_transition</c> into steps.</summary>
static class CubeReader
{
    public const string Columns = "ozg_id, municipality, model, valid_on, position, recorded_at, status, level, evidence, verification, whole_level, leika_levels";

    const string CopySql = $"copy {StatusProjection.TransitionTable} ({Columns}) to stdout (format binary)";

    /// <summary>Cells of a whole load; unknown ones are set aside.</summary>
    public sealed class Loaded(Dimensions dimensions)
    {
        readonly StepBuffer?[][] buffers = [.. dimensions.Models.Select(_ => new StepBuffer?[dimensions.Services.Count])];
        long[] earliest = [];
        long taken;

        public Dimensions Dimensions => dimensions;

        public List<CubeRow> Unknown { get; } = [];

        /// <summary>Some hundred megabytes or more were needed for it.</summary>
        public bool IsLarge => taken > 1_000_000;

        public StepBuffer BufferOf(int model, int service) => buffers[model][service] ??= new StepBuffer();

        public RecordedTimes Recorded => new(earliest);

        public void Hear(long position, DateTimeOffset recordedAt)
        {
            taken++;
            var number = (int)(position / RecordedTimes.Stretch);
            if (number >= earliest.Length)
            {
                var before = earliest.Length;
                Array.Resize(ref earliest, Math.Max(number + 1, before * 2));
                earliest.AsSpan(before).Fill(long.MaxValue);
            }

            if (recordedAt.UtcTicks < earliest[number]) earliest[number] = recordedAt.UtcTicks;
        }

        /// <summary>Makes the planes, one after the other, and lets go of what they were made from.</summary>
        public Plane[][] ToPlanes()
        {
            var planes = new Plane[buffers.Length][];
            for (var model = 0; model < buffers.Length; model++)
            {
                planes[model] = new Plane[buffers[model].Length];
                for (var service = 0; service < planes[model].Length; service++)
                {
                    planes[model][service] = buffers[model][service] is { } steps ? Plane.Empty.With(steps) : Plane.Empty;
                    buffers[model][service] = null;
                }
            }

            return planes;
        }
    }

    /// <summary>Reads the whole table by COPY, without an allocation per row.</summary>
    public static async Task<Loaded> LoadAsync(NpgsqlConnection connection, Dimensions dimensions, CancellationToken ct)
    {
        var loaded = new Loaded(dimensions);
        var keys = new KeyIndex(dimensions);
        await using var rows = await CopyTuples.BeginAsync(connection, CopySql, 12, ct);
        while (await rows.ReadAsync(ct))
            while (rows.TryNext())
                Take(rows, keys, loaded);
        return loaded;
    }

    /// <summary>The step of a row.</summary>
    /// <param name="leikaCount">LeiKa services of the OZG service.</param>
    public static (Step Step, ushort Policies) StepOf(CubeRow row, int leikaCount)
    {
        var any = LevelCode.Of(row.Status, row.Level);
        var step = Step.Of(CubeDay.Of(row.ValidOn), row.Position, any, row.Evidence, row.Verification);
        return (step, row.Named is null || row.Status != CellStatus.Reported ? CellBlock.Pack(any, any) : Policies(row.Whole, row.Named, leikaCount));
    }

    static ushort Policies(int? whole, short[] named, int leikaCount)
    {
        var levels = new LeikaLevels(whole, [.. named]);
        return CellBlock.Pack(
            LevelCode.Of(CellStatus.Reported, levels.Level(LeikaPolicy.All, leikaCount)), LevelCode.Of(CellStatus.Reported, levels.Level(LeikaPolicy.ShareConform, leikaCount)));
    }

    static void Take(CopyTuples row, KeyIndex keys, Loaded loaded)
    {
        var position = row.Int64(4);
        loaded.Hear(position, row.Timestamp(5));
        var service = keys.FindService(row.Span(0));
        var unit = keys.FindUnit(row.Span(1));
        var model = keys.FindModel(row.Span(2));
        if (service < 0 || unit < 0 || model < 0)
        {
            loaded.Unknown.Add(Row(row));
            return;
        }

        var status = (CellStatus)row.Int16(6);
        var any = LevelCode.Of(status, row.IsNull(7) ? null : row.Int16(7));
        var step = Step.Of(CubeDay.Of(row.Date(3)), position, any, (EvidenceState)row.Int16(8), (Verification)row.Int16(9));
        var policies = row.IsNull(11) || status != CellStatus.Reported
            ? CellBlock.Pack(any, any)
            : Policies(row.IsNull(10) ? null : row.Int16(10), Named(row.Span(11)), loaded.Dimensions.Services[service].LeikaCount);
        loaded.BufferOf(model, service).Add(unit, step, policies);
    }

    static CubeRow Row(CopyTuples row) => new(
        Encoding.UTF8.GetString(row.Span(0)), Encoding.UTF8.GetString(row.Span(1)), Encoding.UTF8.GetString(row.Span(2)), row.Date(3), row.Int64(4), row.Timestamp(5),
        (CellStatus)row.Int16(6), row.IsNull(7) ? null : row.Int16(7), (EvidenceState)row.Int16(8), (Verification)row.Int16(9),
        row.IsNull(10) ? null : row.Int16(10), row.IsNull(11) ? null : Named(row.Span(11)));

    /// <summary>A one-dimensional <c>smallint[]</c> in its binary form: dimensions, flags, type, length, lower bound, then the values, each with its length.</summary>
    static short[] Named(ReadOnlySpan<byte> array)
    {
        const int Header = 20, Entry = 6;
        if (array.Length < Header) return [];
        var values = new short[(array.Length - Header) / Entry];
        for (var i = 0; i < values.Length; i++) values[i] = System.Buffers.Binary.BinaryPrimitives.ReadInt16BigEndian(array[(Header + i * Entry + 4)..]);
        return values;
    }

    /// <summary>Finds indexes by the bytes of keys. Keys of units and services are digits, so a key is a number.</summary>
    sealed class KeyIndex
    {
        readonly Dictionary<ulong, int> units = [];
        readonly Dictionary<ulong, int> services = [];
        readonly (byte[] Id, int Index)[] models;
        (ulong Key, int Index) lastUnit = (ulong.MaxValue, -1);
        (ulong Key, int Index) lastService = (ulong.MaxValue, -1);
        int lastModel;

        public KeyIndex(Dimensions dimensions)
        {
            for (var unit = 0; unit < dimensions.Units.Count; unit++) units.Add(Number(Encoding.UTF8.GetBytes(dimensions.Units[unit].Id)), unit);
            for (var service = 0; service < dimensions.Services.Count; service++) services.Add(Number(Encoding.UTF8.GetBytes(dimensions.Services[service].OzgId)), service);
            models = [.. dimensions.Models.Select((model, index) => (Encoding.UTF8.GetBytes(model.Id), index))];
        }

        public int FindUnit(ReadOnlySpan<byte> key) => Find(units, ref lastUnit, key);

        public int FindService(ReadOnlySpan<byte> key) => Find(services, ref lastService, key);

        public int FindModel(ReadOnlySpan<byte> id)
        {
            if (lastModel < models.Length && id.SequenceEqual(models[lastModel].Id)) return models[lastModel].Index;
            for (var i = 0; i < models.Length; i++)
                if (id.SequenceEqual(models[i].Id))
                    return models[lastModel = i].Index;
            return -1;
        }

        static int Find(Dictionary<ulong, int> index, ref (ulong Key, int Index) last, ReadOnlySpan<byte> key)
        {
            var number = Number(key);
            if (last.Key == number) return last.Index;
            last = (number, index.GetValueOrDefault(number, -1));
            return last.Index;
        }

        /// <summary>Its digits and how many there are.</summary>
        static ulong Number(ReadOnlySpan<byte> key)
        {
            if (key.Length > 16) return ulong.MaxValue - 1;
            ulong number = 0;
            foreach (var letter in key)
            {
                if (letter is < (byte)'0' or > (byte)'9') return ulong.MaxValue - 1;
                number = number * 10 + (uint)(letter - '0');
            }

            return number * 32 + (uint)key.Length;
        }
    }
}
