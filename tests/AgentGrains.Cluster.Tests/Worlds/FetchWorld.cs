namespace AgentGrains.Cluster.Tests.Worlds;

/// <summary>
/// Houses on a grid with walls, things in them, and a way each thing is got loose. Somebody who knows nothing looks in every cell in breadth-first
/// order and tries ways in a fixed order; a wrong way costs steps. Made by a seed.
/// </summary>
internal sealed class FetchWorld
{
    private const int Size = 9;
    private const int WrongWay = 4;   // steps

    private static readonly string[] Houses = ["mill", "abbey", "depot", "villa", "stable"];
    private static readonly string[] Things = ["anchor", "banjo", "candle", "dagger"];
    private static readonly string[] Ways = ["pull", "twist", "unlock", "dig"];

    private readonly Dictionary<string, (List<(int X, int Y)> Order, Dictionary<(int, int), int> Distance)> _houses = [];
    private readonly Dictionary<(string House, string Thing), ((int X, int Y) Place, string Way)> _things = [];

    public FetchWorld(int seed)
    {
        var random = new Random(seed);
        foreach (var house in Houses)
        {
            _houses[house] = Explore(random);
            var cells = _houses[house].Order;
            foreach (var thing in Things)
                _things[(house, thing)] = (cells[random.Next(cells.Count / 3, cells.Count)], Ways[random.Next(Ways.Length)]);
        }

        Tasks = [.. from house in Houses from thing in Things select (house, thing)];
    }

    public IReadOnlyList<(string House, string Thing)> Tasks { get; }

    /// <summary>Fetches a thing with what is known of it, and tells each attempt.</summary>
    /// <param name="task">The task.</param>
    /// <param name="place">Where it is said to be, as "x,y"; null when nothing is known.</param>
    /// <param name="works">The way that is said to work; null when none is known.</param>
    /// <param name="fails">Ways that are said to fail.</param>
    public Fetch Do((string House, string Thing) task, string? place, string? works, IReadOnlyCollection<string> fails)
    {
        var (order, distance) = _houses[task.House];
        var (where, way) = _things[task];
        var steps = place == $"{where.X},{where.Y}" ? distance[where] : order.IndexOf(where) + 1;
        var failed = new List<string>();
        foreach (var next in works is null ? Ways.Where(candidate => !fails.Contains(candidate)) : Ways.OrderBy(candidate => candidate == works ? 0 : 1))
        {
            if (next == way)
                break;
            failed.Add(next);
            steps += WrongWay;
        }

        return new Fetch(steps + 1, $"{where.X},{where.Y}", way, failed);
    }

    // A connected house: cells in the order of looking, and their distances from the door.
    private static (List<(int X, int Y)>, Dictionary<(int, int), int>) Explore(Random random)
    {
        var walls = Enumerable.Range(0, Size * Size / 5).Select(_ => (random.Next(Size), random.Next(Size))).Where(cell => cell != (0, 0)).ToHashSet();
        var distance = new Dictionary<(int, int), int> { [(0, 0)] = 0 };
        var (order, queue) = (new List<(int X, int Y)>(), new Queue<(int X, int Y)>([(0, 0)]));
        while (queue.TryDequeue(out var cell))
        {
            order.Add(cell);
            foreach (var next in new[] { (cell.X + 1, cell.Y), (cell.X, cell.Y + 1), (cell.X - 1, cell.Y), (cell.X, cell.Y - 1) })
            {
                if (next.Item1 is >= 0 and < Size && next.Item2 is >= 0 and < Size && !walls.Contains(next) && distance.TryAdd(next, distance[cell] + 1))
                    queue.Enqueue(next);
            }
        }

        return (order, distance);
    }

    /// <summary>How a fetch went.</summary>
    public sealed record Fetch(int Steps, string Place, string Way, List<string> Failed);
}
