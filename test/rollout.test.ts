/** Deployments played through: the simulation and the closed forms agree, and what a step does is allowed. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lower, upper } from '../src/aws/rollout.js';
import { ends, type Rollout, simulate } from '../src/aws/rollout-simulation.js';

const test = suite('rollout');

const PERCENTS = [0, 1, 10, 25, 33, 34, 49, 50, 51, 66, 67, 75, 90, 99, 100];
const MAXIMA = [100, 101, 110, 120, 125, 133, 134, 149, 150, 175, 199, 200, 250, 300];

function* all(): Generator<Rollout> {
  for (let tasks = 0; tasks <= 50; tasks++)
    for (const minimum of PERCENTS)
      for (const maximum of MAXIMA)
        for (const room of [0, 1, tasks - 1, tasks, tasks + 1, tasks + 3, 2 * tasks - 1, 2 * tasks, Number.POSITIVE_INFINITY])
          if (room >= 0) for (const way of ['rolling', 'whole'] as const) yield { way, tasks, minimum, maximum, room };
}

test('the simulation ends where the closed form says so, for every number of tasks up to 50', () => {
  let looked = 0;
  for (const rollout of all()) {
    looked++;
    assert.is(simulate(rollout).end === 'done', ends(rollout), JSON.stringify(rollout));
  }
  assert.ok(looked > 100_000);
});

test('no step goes below what must stay, above what may run, or beyond the room', () => {
  for (const rollout of all()) {
    const { tasks, minimum, maximum, room, way } = rollout;
    let last = { old: tasks, fresh: 0 };
    for (const step of simulate(rollout).steps) {
      assert.ok(step.old + step.fresh <= room, 'room');
      if (way === 'rolling') {
        if (step.fresh > last.fresh) assert.ok(step.old + step.fresh <= Math.max(upper(tasks, maximum), tasks), 'maximum');
        if (step.old < last.old) assert.ok(step.old + step.fresh >= lower(tasks, minimum), 'minimum');
      }
      assert.ok(step.old <= last.old && step.fresh >= last.fresh && step.fresh <= tasks);
      last = step;
    }
  }
});

test('what is stuck says why, what is done does not', () => {
  assert.equal(simulate({ way: 'rolling', tasks: 1, minimum: 50, maximum: 150, room: 9 }), {
    steps: [],
    end: 'stuck',
    blocked: [['cannot stop', 'ceil(1 x 50%) = 1 must stay, 1 runs'], ['cannot start', 'floor(1 x 150%) = 1 may run, 1 does']],
  });
  assert.equal(simulate({ way: 'rolling', tasks: 2, minimum: 100, maximum: 200, room: 2 }).blocked.at(-1), ['cannot start', 'there is room for 2 tasks, all of it taken']);
  assert.equal(simulate({ way: 'rolling', tasks: 2, minimum: 50, maximum: 100, room: 2 }).steps.map(({ old, fresh }) => [old, fresh]), [[1, 0], [1, 1], [0, 1], [0, 2]]);
  assert.is(simulate({ way: 'whole', tasks: 3, minimum: 100, maximum: 200, room: 5 }).end, 'stuck');
  assert.is(simulate({ way: 'rolling', tasks: 3, minimum: 100, maximum: 200, room: 2 }).end, 'short');
});
test.run();
