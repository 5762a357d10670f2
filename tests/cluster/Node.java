import static org.codelibs.opensearch.runner.OpenSearchRunner.newConfigs;

import org.codelibs.opensearch.runner.OpenSearchRunner;

/** One OpenSearch node in one process: {@code Node NUMBER FOLDER HTTP_PORTS_AFTER}, as the script `cluster` starts it. */
public final class Node {
    private static final int NODES = 3;

    public static void main(String[] args) {
        int number = Integer.parseInt(args[0]);
        int http = Integer.parseInt(args[2]);
        int transport = http + 100;
        OpenSearchRunner runner = new OpenSearchRunner();
        // The runner would look for a free port where ours is taken, and the node would not be where it is looked for.
        runner.setMaxHttpPort(-1);
        runner.onBuild((only, settings) -> {
            settings.put("node.name", "node-" + number);
            settings.put("network.host", "127.0.0.1");
            settings.put("http.port", http + number);
            settings.put("transport.port", transport + number);

            // The runner knows of one node only, so it would choose `single-node`, which never joins another.
            settings.put("discovery.type", "zen");
            String[] names = new String[NODES];
            String[] hosts = new String[NODES];
            for (int i = 0; i < NODES; i++) {
                names[i] = "node-" + (i + 1);
                hosts[i] = "127.0.0.1:" + (transport + i + 1);
            }
            settings.putList("discovery.seed_hosts", hosts);
            settings.putList("cluster.initial_cluster_manager_nodes", names);
            // These are the roles of a node that nobody configures; the runner's own leave out pipelines.
            settings.putList("node.roles", "cluster_manager", "data", "ingest", "remote_cluster_client");

            // A test should wait seconds for a lost node to be noticed: unless told, it takes three times ten seconds.
            for (String check : new String[] { "follower_check", "leader_check" }) {
                settings.put("cluster.fault_detection." + check + ".interval", "1s");
                settings.put("cluster.fault_detection." + check + ".timeout", "2s");
                settings.put("cluster.fault_detection." + check + ".retry_count", 2);
            }
            // On a disk that is nearly full, shards would stay unassigned, which says nothing about the program tested.
            settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
            // An index of guessed fields would hide that the program forgot to make its own.
            settings.put("action.auto_create_index", false);
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                runner.close();
            } catch (Exception e) {
                e.printStackTrace();
            }
        }));
        try {
            runner.build(newConfigs().basePath(args[1]).clusterName("onrecord").numOfNode(1));
            Thread.currentThread().join();
        } catch (Throwable e) {
            // Threads of a node that half started would keep the process alive.
            e.printStackTrace();
            System.exit(1);
        }
    }
}
