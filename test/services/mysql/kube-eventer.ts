/** The table as kube-eventer's users have it: narrow columns, a character set without emoji, times as text, no unique key. */
export const kubeEventerTable = `
  CREATE TABLE kube_event (
    id BIGINT(20) NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(255) NOT NULL DEFAULT '',
    namespace VARCHAR(255) NOT NULL DEFAULT '',
    event_id VARCHAR(255) NOT NULL DEFAULT '',
    type VARCHAR(255) NOT NULL DEFAULT '',
    reason VARCHAR(255) NOT NULL DEFAULT '',
    message VARCHAR(255) NOT NULL DEFAULT '',
    kind VARCHAR(255) NOT NULL DEFAULT '',
    first_occurrence_time VARCHAR(255) NOT NULL DEFAULT '',
    last_occurrence_time VARCHAR(255) NOT NULL DEFAULT '',
    update_time TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8`;
